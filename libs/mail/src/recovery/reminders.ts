import { CartRecovery, type AbandonedCart, type RecoveryEligibility } from '@daybook/carts';
import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OrdersQueries } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { ReminderSuppressions } from '../bounces/reminder-suppressions.js';
import type { MailMessage } from '../mail-message.entity.js';
import { MailSendError } from '../smtp/mail-send-error.js';
import type { OutgoingMail } from '../smtp/mail-sender.js';
import { MailRenderer, type DeferredMail, type SkippedMail } from '../templates/mail-renderer.js';

/** Until the next attempt, while the shopper may be paying. */
const deferSeconds = 60;
const weekMs = 7 * 24 * 60 * 60_000;

/** The reminder of an abandoned cart: whether it may be sent, what it says, and what is recorded of it. */
@Injectable()
export class Reminders {
  constructor(
    private readonly carts: CartRecovery,
    private readonly orders: OrdersQueries,
    private readonly suppressions: ReminderSuppressions,
    private readonly renderer: MailRenderer,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  async checkEligibility(tx: Transaction, cart: AbandonedCart): Promise<RecoveryEligibility> {
    const eligibility = await this.carts.checkEligibility(tx, cart);
    if (eligibility.decision !== 'send') return eligibility;
    if (await this.suppressions.has(tx, cart.email)) return { decision: 'skip', reason: 'bounced' };
    return (await this.hasBoughtLately(tx, cart)) ? { decision: 'skip', reason: 'ordered' } : eligibility;
  }

  /** Throws `MailSendError` when the cart no longer exists. */
  async render(tx: Transaction, mail: MailMessage): Promise<OutgoingMail | DeferredMail | SkippedMail> {
    const cart = mail.abandonedCartId ? await this.carts.find(tx, mail.abandonedCartId) : null;
    if (!cart) throw new MailSendError('its cart is gone', { kind: 'permanent' });
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

  /** In this browser or another: whoever ordered in the week before they left the cart, or since, needs no reminder. */
  private hasBoughtLately(tx: Transaction, { email, abandonedAt }: AbandonedCart): Promise<boolean> {
    return this.orders.hasOrderedSince(tx, email, new Date(abandonedAt.getTime() - weekMs));
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
