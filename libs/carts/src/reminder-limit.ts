import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { AbandonedCart } from './abandoned-cart.entity.js';

const days = 7;

/** One reminder a week per address: anybody can type anybody's address, and one person may leave carts on several devices. */
@Injectable()
export class ReminderLimit {
  /** Locks the cart's address against other reminders until `tx` ends; false when it is locked elsewhere. */
  async tryLock(tx: Transaction, { email }: AbandonedCart): Promise<boolean> {
    const { rows } = await sql<{ isLocked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('reminder ' || lower(${email}), 0)) as "isLocked"`.execute(
      tx.sql,
    );
    return rows[0]?.isLocked ?? false;
  }

  /**
   * Whether the address had a reminder of another cart. A queued one counts only until this cart's own is queued: otherwise
   * each of the two would give way to the other.
   */
  async isReached(tx: Transaction, { id, email, mailQueuedAt }: AbandonedCart): Promise<boolean> {
    const isPending = sql`mail_queued_at > now() - make_interval(days => ${days})
      and skip_reason is null and recovered_at is null`;
    const { rows } = await sql`
      select 1 from abandoned_cart
      where lower(email) = lower(${email}) and id <> ${id} and mail_queued_at is not null
        and (email_sent_at > now() - make_interval(days => ${days}) or ${mailQueuedAt ? sql`false` : isPending})
      limit 1`.execute(tx.sql);
    return rows.length > 0;
  }
}
