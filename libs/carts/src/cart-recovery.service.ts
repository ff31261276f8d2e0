import { Settings } from '@daybook/config';
import type { SkipReason } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AbandonedCart } from './abandoned-cart.entity.js';
import { CartCheckout } from './cart-checkout.entity.js';
import { ReminderLimit } from './reminder-limit.js';
import { UnsubscribedAddresses } from './unsubscribed-addresses.js';

/** `wait`: the shopper may be paying this moment. `never` without a reason: it says so itself, bought or not wanted. */
export type RecoveryEligibility = { may: 'now' } | { may: 'wait' } | { may: 'never'; because: SkipReason | null };

/** A mail that could not go out for so long after it was due says nothing to its reader any more. */
const latestSeconds = 3 * 86_400;

/** Which abandoned carts get their mail, and what became of it. */
@Injectable()
export class CartRecovery {
  constructor(
    private readonly settings: Settings,
    private readonly unsubscribed: UnsubscribedAddresses,
    private readonly reminders: ReminderLimit,
  ) {}

  /** The id of one whose mail is due, the oldest first, that comes after `after` and that nobody else holds; held until `tx` ends. */
  async lockNextDue(tx: Transaction, after: string | null): Promise<AbandonedCart | null> {
    const { rows } = await sql<{ id: string }>`
      select id from abandoned_cart
      where has_consent and mail_queued_at is null and skip_reason is null and recovered_at is null
        and abandoned_at <= now() - make_interval(secs => ${this.settings.cartRecoverySeconds})
        and (${after}::uuid is null or id > ${after}::uuid)
      order by id limit 1
      for no key update skip locked`.execute(tx.sql);
    return rows[0] ? tx.em.findOne(AbandonedCart, { id: rows[0].id }, { refresh: true }) : null;
  }

  /** Whether it may be mailed at this moment: asked when the mail is asked for, and once more before it is sent. */
  async judge(tx: Transaction, cart: AbandonedCart): Promise<RecoveryEligibility> {
    if (cart.recoveredAt || !cart.hasConsent) return { may: 'never', because: null };
    const checkouts = await tx.em.find(CartCheckout, { cartKey: cart.cartKey }, { refresh: true });
    if (checkouts.some(({ state }) => state === 'ordered')) return { may: 'never', because: 'ordered' };
    if (await this.unsubscribed.has(tx, cart.email)) return { may: 'never', because: 'unsubscribed' };
    const now = new Date();
    if (!cart.recoveryUrl) return { may: 'never', because: 'no_link' };
    if (this.isTooLate(cart, now)) return { may: 'never', because: 'too_late' };
    if (checkouts.some((checkout) => checkout.isUnresolved())) return { may: 'wait' };
    // whoever has it asks for, or sends, another reminder to this address at this moment
    if (!(await this.reminders.hold(tx, cart))) return { may: 'wait' };
    return (await this.reminders.isReached(tx, cart)) ? { may: 'never', because: 'reminded_lately' } : { may: 'now' };
  }

  find(tx: Transaction, id: string): Promise<AbandonedCart | null> {
    return tx.em.findOne(AbandonedCart, { id }, { refresh: true });
  }

  async markMailed(tx: Transaction, id: string, at: Date): Promise<void> {
    await sql`update abandoned_cart set email_sent_at = ${at}, skip_reason = null where id = ${id}`.execute(tx.sql);
  }

  async markSkipped(tx: Transaction, id: string, because: SkipReason | null): Promise<void> {
    await sql`update abandoned_cart set skip_reason = ${because} where id = ${id}`.execute(tx.sql);
  }

  private isTooLate({ abandonedAt, recoveryExpiresAt }: AbandonedCart, now: Date): boolean {
    const seconds = this.settings.cartRecoverySeconds + latestSeconds;
    if (recoveryExpiresAt && recoveryExpiresAt <= now) return true;
    return now.getTime() - abandonedAt.getTime() > seconds * 1_000;
  }
}
