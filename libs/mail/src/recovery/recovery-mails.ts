import { CartRecovery, type AbandonedCart, type RecoveryEligibility } from '@daybook/carts';
import { failpoint, Settings } from '@daybook/config';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { BouncedAddresses } from '../bounces/bounced-addresses.js';
import { MailRenderer, type Deferred } from '../templates/mail-renderer.js';
import type { MailMessage } from '../mail-message.js';
import { MailQueue } from '../mail-queue.js';
import type { OutgoingMail } from '../smtp/mail-sender.js';
import { MailSendError } from '../smtp/mail-send-error.js';

/** It was bought or unsubscribed meanwhile: nobody is to read it any more. */
export interface Skipped {
  notWanted: string;
}

/** Asked for in one tick; what is left over waits for the next. */
const mostAtOnce = 500;
/** Until another look at a cart whose shopper is paying just now. */
const waitSeconds = 60;

/** The reminders of abandoned carts: when they are asked for, what they say, and what is written down of them. */
@Injectable()
export class RecoveryMails {
  constructor(
    private readonly database: Database,
    private readonly carts: CartRecovery,
    private readonly bounced: BouncedAddresses,
    private readonly mails: MailQueue,
    private readonly letters: MailRenderer,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  /** Asks for each mail that is due, once a cart however often this runs; gives how many. */
  async enqueueDue(signal: AbortSignal): Promise<number> {
    if (!this.mails.isConfigured) return 0;
    let asked = 0;
    let last: string | null = null;
    for (let looked = 0; looked < mostAtOnce && !signal.aborted; looked += 1) {
      const cart = await this.database.transaction((tx) => this.enqueueNext(tx, last));
      if (!cart) break;
      last = cart.id;
      if (cart.mailQueuedAt) asked += 1;
    }
    return asked;
  }

  /** How it reads, if it may still be sent. Throws `MailSendError` when its cart is gone. */
  async render(tx: Transaction, mail: MailMessage): Promise<OutgoingMail | Deferred | Skipped> {
    const cart = mail.abandonedCartId === null ? null : await this.carts.find(tx, mail.abandonedCartId);
    if (!cart) throw new MailSendError('its cart is gone', 'for good');
    const verdict = await this.judge(tx, cart);
    if (verdict.may === 'wait') return { waitSeconds };
    if (verdict.may === 'never') {
      await this.carts.markSkipped(tx, cart.id, verdict.because);
      return { notWanted: verdict.because ?? 'bought' };
    }
    const unsubscribeLink = `${this.settings.publicUrl}/cart/unsubscribe/${cart.unsubscribeToken}`;
    const { total: amount, currency, recoveryUrl, recoveryExpiresAt: linkUntil = null } = cart;
    const left = { items: cart.items ?? [], total: { amount, currency }, link: recoveryUrl ?? '', linkUntil };
    const letter = this.letters.remind({ ...left, unsubscribeLink });
    return { mailId: mail.id, to: { name: '', address: mail.to }, unsubscribeLink, ...letter };
  }

  async recordSent(tx: Transaction, { id, abandonedCartId, to }: MailMessage, at: Date): Promise<void> {
    if (abandonedCartId !== null) await this.carts.markMailed(tx, abandonedCartId, at);
    const type = 'abandoned_cart.email_sent';
    await this.events.publish(tx, type, { to }, { occurredAt: at, dedupeKey: `${type}:${id}` });
  }

  async recordFailure(tx: Transaction, { abandonedCartId }: MailMessage): Promise<void> {
    if (abandonedCartId !== null) await this.carts.markSkipped(tx, abandonedCartId, 'failed');
  }

  private async enqueueNext(tx: Transaction, last: string | null): Promise<AbandonedCart | null> {
    const cart = await this.carts.lockNextDue(tx, last);
    if (!cart) return null;
    const verdict = await this.judge(tx, cart);
    if (verdict.may === 'never') cart.skipReason = verdict.because;
    if (verdict.may !== 'now') return cart;
    cart.mailQueuedAt = new Date();
    await this.mails.enqueueRecovery(tx, cart.id, cart.email);
    await failpoint('recovery.enqueued');
    return cart;
  }

  private async judge(tx: Transaction, cart: AbandonedCart): Promise<RecoveryEligibility> {
    const verdict = await this.carts.judge(tx, cart);
    if (verdict.may !== 'now') return verdict;
    return (await this.bounced.has(tx, cart.email)) ? { may: 'never', because: 'bounced' } : verdict;
  }
}
