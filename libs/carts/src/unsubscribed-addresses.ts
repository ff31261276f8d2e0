import { canonicalEmail } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

/** Addresses that get no more reminders. Upper and lower case are the same. */
@Injectable()
export class UnsubscribedAddresses {
  /** The address that a mail's link belongs to; null for an unknown token. */
  async findByToken(tx: Transaction, token: string): Promise<string | null> {
    const { rows } = await sql<{ email: string }>`
      select email from abandoned_cart where unsubscribe_token = ${token}`.execute(tx.sql);
    return rows[0]?.email ?? null;
  }

  async has(tx: Transaction, email: string): Promise<boolean> {
    const { rows } = await sql`select 1 from unsubscribed_address where address = ${canonicalEmail(email)}`.execute(
      tx.sql,
    );
    return rows.length > 0;
  }

  /** May be repeated; false for an unknown token. */
  async unsubscribe(tx: Transaction, token: string): Promise<boolean> {
    const email = await this.findByToken(tx, token);
    if (email === null) return false;
    await sql`
      insert into unsubscribed_address (address) values (${canonicalEmail(email)})
      on conflict (address) do nothing`.execute(tx.sql);
    return true;
  }
}
