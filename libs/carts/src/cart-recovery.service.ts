import { Settings } from '@daybook/config';
import type { SkipReason } from '@daybook/contract';
import { secondsAgo, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { AbandonedCart } from './abandoned-cart.entity.js';
import { CartCheckout } from './cart-checkout.entity.js';
import type { CartsTables } from './carts.tables.js';
import { ReminderLimit } from './reminder-limit.js';
import { UnsubscribedAddresses } from './unsubscribed-addresses.js';

/** `defer`: the shopper may be paying right now. A null reason needs no record: the cart was bought, or nobody consented, or it is the demo's. */
export type RecoveryEligibility =
  { decision: 'send' } | { decision: 'defer' } | { decision: 'skip'; reason: SkipReason | null };

/** After its due time; a later reminder is pointless. */
const maxDelaySeconds = 3 * 86_400;

@Injectable()
export class CartRecovery {
  constructor(
    private readonly settings: Settings,
    private readonly unsubscribed: UnsubscribedAddresses,
    private readonly reminders: ReminderLimit,
  ) {}

  /** Locks the oldest cart after `afterId` whose reminder is due; skips those locked elsewhere. */
  async lockNextDue(tx: Transaction, afterId: string | null): Promise<AbandonedCart | null> {
    let due = tx
      .kysely<CartsTables>()
      .selectFrom('abandoned_cart')
      .select('id')
      .where((eb) => eb.ref('has_consent'))
      .where('mail_queued_at', 'is', null)
      .where('skip_reason', 'is', null)
      .where('recovered_at', 'is', null)
      .where('abandoned_at', '<=', secondsAgo(this.settings.cartRecoveryDelaySeconds));
    if (afterId !== null) due = due.where('id', '>', afterId);
    const next = await due.orderBy('id').limit(1).forNoKeyUpdate().skipLocked().executeTakeFirst();
    return next ? this.find(tx, next.id) : null;
  }

  /** Checked when the reminder is enqueued and again before it is sent. Locks the address against other reminders until `tx` ends. */
  async checkEligibility(tx: Transaction, cart: AbandonedCart): Promise<RecoveryEligibility> {
    if (cart.recoveredAt || !cart.hasConsent || !this.settings.mayReachServices(cart))
      return { decision: 'skip', reason: null };
    const checkouts = await tx.em.find(CartCheckout, { cartKey: cart.cartKey }, { refresh: true });
    if (checkouts.some(({ state }) => state === 'ordered')) return { decision: 'skip', reason: 'ordered' };
    if (await this.unsubscribed.has(tx, cart.email)) return { decision: 'skip', reason: 'unsubscribed' };
    if (!cart.recoveryUrl) return { decision: 'skip', reason: 'no_link' };
    if (this.isTooLate(cart, new Date())) return { decision: 'skip', reason: 'too_late' };
    if (checkouts.some((checkout) => checkout.isAwaitingOutcome())) return { decision: 'defer' };
    // another worker is enqueueing or sending a reminder to this address
    if (!(await this.reminders.tryLock(tx, cart))) return { decision: 'defer' };
    const isLimited = await this.reminders.isReached(tx, cart);
    return isLimited ? { decision: 'skip', reason: 'reminded_lately' } : { decision: 'send' };
  }

  find(tx: Transaction, id: string): Promise<AbandonedCart | null> {
    return tx.em.findOne(AbandonedCart, { id }, { refresh: true });
  }

  async markMailed(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx
      .kysely<CartsTables>()
      .updateTable('abandoned_cart')
      .set({ email_sent_at: at, skip_reason: null })
      .where('id', '=', id)
      .execute();
  }

  /** The mail service accepted the reminder, but never sent it. */
  async markUnsent(tx: Transaction, id: string): Promise<void> {
    await tx
      .kysely<CartsTables>()
      .updateTable('abandoned_cart')
      .set({ email_sent_at: null, skip_reason: 'failed' })
      .where('id', '=', id)
      .execute();
  }

  async markSkipped(tx: Transaction, id: string, reason: SkipReason | null): Promise<void> {
    await tx
      .kysely<CartsTables>()
      .updateTable('abandoned_cart')
      .set({ skip_reason: reason })
      .where('id', '=', id)
      .execute();
  }

  private isTooLate({ abandonedAt, recoveryExpiresAt }: AbandonedCart, now: Date): boolean {
    const seconds = this.settings.cartRecoveryDelaySeconds + maxDelaySeconds;
    if (recoveryExpiresAt && recoveryExpiresAt <= now) return true;
    return now.getTime() - abandonedAt.getTime() > seconds * 1_000;
  }
}
