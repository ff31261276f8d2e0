import { CartRecovery, type AbandonedCart, type RecoveryEligibility } from '@daybook/carts';
import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { ReminderSuppressions } from '../bounces/reminder-suppressions.js';
import type { MailMessage } from '../mail-message.entity.js';
import { MailSendError } from '../smtp/mail-send-error.js';
import type { OutgoingMail } from '../smtp/mail-sender.js';
import { MailRenderer, type DeferredMail } from '../templates/mail-renderer.js';

/** Must not be sent at all: the cart was bought, or its shopper unsubscribed, in the meantime. */
export interface SkippedReminder {
  skipReason: string;
}

/** Until the next attempt, while the shopper may be paying. */
const deferSeconds = 60;

/** The reminder of an abandoned cart: whether it may be sent, what it says, and what is recorded of it. */
@Injectable()
export class Reminders {
  constructor(
    private readonly carts: CartRecovery,
    private readonly suppressions: ReminderSuppressions,
    private readonly renderer: MailRenderer,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  async checkEligibility(tx: Transaction, cart: AbandonedCart): Promise<RecoveryEligibility> {
    const eligibility = await this.carts.checkEligibility(tx, cart);
    if (eligibility.decision !== 'send') return eligibility;
    return (await this.suppressions.has(tx, cart.email)) ? { decision: 'skip', reason: 'bounced' } : eligibility;
  }

  /** Throws `MailSendError` when the cart no longer exists. */
  async render(tx: Transaction, mail: MailMessage): Promise<OutgoingMail | DeferredMail | SkippedReminder> {
    const cart = mail.abandonedCartId ? await this.carts.find(tx, mail.abandonedCartId) : null;
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
    if (abandonedCartId) await this.carts.markMailed(tx, abandonedCartId, at);
    const type = 'abandoned_cart.email_sent';
    await this.events.publish(tx, type, { to }, { occurredAt: at, dedupeKey: `${type}:${id}` });
  }

  async recordFailure(tx: Transaction, { abandonedCartId }: MailMessage): Promise<void> {
    if (abandonedCartId) await this.carts.markSkipped(tx, abandonedCartId, 'failed');
  }
}
