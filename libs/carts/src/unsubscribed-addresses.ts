import { canonicalEmail } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

/** Who does not want to be reminded ever again, however their address is written. */
@Injectable()
export class UnsubscribedAddresses {
  /** Whose link it is; null when it is none of ours. */
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

  /** Of a link in a mail, however often; false when it is none of ours. */
  async unsubscribe(tx: Transaction, token: string): Promise<boolean> {
    const email = await this.findByToken(tx, token);
    if (email === null) return false;
    await sql`
      insert into unsubscribed_address (address) values (${canonicalEmail(email)})
      on conflict (address) do nothing`.execute(tx.sql);
    return true;
  }
}

/** As `lower()` would, but the same in every locale of the database. */
