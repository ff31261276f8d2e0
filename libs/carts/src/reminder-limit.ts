import { Settings } from '@daybook/config';
import { canonicalEmail } from '@daybook/contract';
import { daysAgo, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import type { AbandonedCart } from './abandoned-cart.entity.js';
import type { CartsTables } from './carts.tables.js';

const days = 7;

/** One reminder a week per address: anybody can type anybody's address, and one person may leave carts on several devices. */
@Injectable()
export class ReminderLimit {
  constructor(
    private readonly settings: Settings,
    private readonly events: DomainEvents,
  ) {}

  /**
   * Whether as many reminders as `REMINDERS_PER_DAY` allows were enqueued within 24 hours, whoever left the carts. Says so once a
   * day. Lets one transaction at a time enqueue.
   */
  async isReachedForToday(tx: Transaction): Promise<boolean> {
    const { remindersPerDay: max } = this.settings.shopLimits;
    if (max === 0) return true;
    await tx.lock('reminders of a day');
    const { count } = await tx
      .kysely<CartsTables>()
      .selectFrom('abandoned_cart')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('mail_queued_at', '>', daysAgo(1))
      .executeTakeFirstOrThrow();
    if (count < max) return false;
    const dedupeKey = `shop.limit_reached:reminders:${new Date().toISOString().slice(0, 10)}`;
    await this.events.publish(tx, 'shop.limit_reached', { limit: 'reminders', scope: 'all', max }, { dedupeKey });
    return true;
  }

  /** Locks the cart's address against other reminders until `tx` ends; false when it is locked elsewhere. */
  tryLock(tx: Transaction, { email }: AbandonedCart): Promise<boolean> {
    return tx.tryLock('reminder', canonicalEmail(email));
  }

  /**
   * Whether the address had a reminder of another cart. A queued one counts only until this cart's own is queued: otherwise
   * each of the two would give way to the other.
   */
  async isReached(tx: Transaction, { id, email, mailQueuedAt }: AbandonedCart): Promise<boolean> {
    const other = await tx
      .kysely<CartsTables>()
      .selectFrom('abandoned_cart')
      .select('id')
      .where('canonical_email', '=', canonicalEmail(email))
      .where('id', '<>', id)
      .where('mail_queued_at', 'is not', null)
      .where((eb) => {
        const isSent = eb('email_sent_at', '>', daysAgo(days));
        const isPending = eb.and([
          eb('mail_queued_at', '>', daysAgo(days)),
          eb('skip_reason', 'is', null),
          eb('recovered_at', 'is', null),
        ]);
        return mailQueuedAt ? isSent : isSent.or(isPending);
      })
      .limit(1)
      .executeTakeFirst();
    return other !== undefined;
  }
}
