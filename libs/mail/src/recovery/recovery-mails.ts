import { CartRecovery, type AbandonedCart, type RecoveryEligibility } from '@daybook/carts';
import { failpoint, Settings } from '@daybook/config';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { ReminderSuppressions } from '../bounces/reminder-suppressions.js';
import type { MailMessage } from '../mail-message.js';
import { MailQueue } from '../mail-queue.js';
import { MailSendError } from '../smtp/mail-send-error.js';
import type { OutgoingMail } from '../smtp/mail-sender.js';
import { MailRenderer, type DeferredMail } from '../templates/mail-renderer.js';

/** Must not be sent at all: the cart was bought, or its shopper unsubscribed, in the meantime. */
export interface SkippedReminder {
  skipReason: string;
}

/** Per run of the task; the rest waits for the next one. */
const batchSize = 500;
/** Until the next attempt, while the shopper may be paying. */
const deferSeconds = 60;

/** The reminders of abandoned carts: when they are enqueued, what they say, and what is recorded of them. */
@Injectable()
export class RecoveryMails {
  constructor(
    private readonly database: Database,
    private readonly carts: CartRecovery,
    private readonly suppressions: ReminderSuppressions,
    private readonly queue: MailQueue,
    private readonly renderer: MailRenderer,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  /** Enqueues every mail that is due, once per cart; returns how many. */
  async enqueueDue(signal: AbortSignal): Promise<number> {
    if (!this.queue.isConfigured) return 0;
    let enqueued = 0;
    let lastId: string | null = null;
    for (let checked = 0; checked < batchSize && !signal.aborted; checked += 1) {
      const cart = await this.database.transaction((tx) => this.enqueueNext(tx, lastId));
      if (!cart) break;
      lastId = cart.id;
      if (cart.mailQueuedAt) enqueued += 1;
    }
    return enqueued;
  }

  /** Throws `MailSendError` when the cart no longer exists. */
  async render(tx: Transaction, mail: MailMessage): Promise<OutgoingMail | DeferredMail | SkippedReminder> {
    const cart = mail.abandonedCartId === null ? null : await this.carts.find(tx, mail.abandonedCartId);
    if (!cart) throw new MailSendError('its cart is gone', 'permanent');
    const eligibility = await this.checkEligibility(tx, cart);
    if (eligibility.decision === 'defer') return { deferSeconds };
    if (eligibility.decision === 'skip') {
      await this.carts.markSkipped(tx, cart.id, eligibility.reason);
      return { skipReason: eligibility.reason ?? 'bought' };
    }
    const unsubscribeLink = `${this.settings.publicUrl}/cart/unsubscribe/${cart.unsubscribeToken}`;
    const { total: amount, currency, recoveryUrl, recoveryExpiresAt: linkUntil = null } = cart;
    const model = { items: cart.items ?? [], total: { amount, currency }, link: recoveryUrl ?? '', linkUntil };
    const content = this.renderer.renderReminder({ ...model, unsubscribeLink });
    return { mailId: mail.id, to: { name: '', address: mail.to }, unsubscribeLink, ...content };
  }

  async recordSent(tx: Transaction, { id, abandonedCartId, to }: MailMessage, at: Date): Promise<void> {
    if (abandonedCartId !== null) await this.carts.markMailed(tx, abandonedCartId, at);
    const type = 'abandoned_cart.email_sent';
    await this.events.publish(tx, type, { to }, { occurredAt: at, dedupeKey: `${type}:${id}` });
  }

  async recordFailure(tx: Transaction, { abandonedCartId }: MailMessage): Promise<void> {
    if (abandonedCartId !== null) await this.carts.markSkipped(tx, abandonedCartId, 'failed');
  }

  private async enqueueNext(tx: Transaction, lastId: string | null): Promise<AbandonedCart | null> {
    const cart = await this.carts.lockNextDue(tx, lastId);
    if (!cart) return null;
    const eligibility = await this.checkEligibility(tx, cart);
    if (eligibility.decision === 'skip') cart.skipReason = eligibility.reason;
    if (eligibility.decision !== 'send') return cart;
    cart.mailQueuedAt = new Date();
    await this.queue.enqueueRecovery(tx, cart.id, cart.email);
    await failpoint('recovery.enqueued');
    return cart;
  }

  private async checkEligibility(tx: Transaction, cart: AbandonedCart): Promise<RecoveryEligibility> {
    const eligibility = await this.carts.checkEligibility(tx, cart);
    if (eligibility.decision !== 'send') return eligibility;
    return (await this.suppressions.has(tx, cart.email)) ? { decision: 'skip', reason: 'bounced' } : eligibility;
  }
}
