import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { AbandonedCart } from './abandoned-cart.entity.js';

const days = 7;

/** One reminder a week to an address, whatever cart: anybody may type anybody's address, and one person has several devices. */
@Injectable()
export class ReminderLimit {
  /** Keeps other reminders from a cart's address until `tx` ends; false when somebody else does already. */
  async hold(tx: Transaction, { email }: AbandonedCart): Promise<boolean> {
    const { rows } = await sql<{ isHeld: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('reminder ' || lower(${email}), 0)) as "isHeld"`.execute(
      tx.sql,
    );
    return rows[0]?.isHeld ?? false;
  }

  /**
   * Whether its address had one of another cart. One that is asked for and not yet sent counts until this one is asked for
   * itself: else each of two would give way to the other.
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
