import { canonicalEmail, type MailService } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

export interface BouncedAddress {
  address: string;
  cause: 'undeliverable' | 'complaint';
  source: MailService;
  at: Date;
}

/** Addresses at which nobody can be reached, or where somebody called a mail spam: what is not asked for goes to none of them. */
@Injectable()
export class BouncedAddresses {
  /** However its letters are written. */
  async has(tx: Transaction, email: string): Promise<boolean> {
    const { rows } = await sql`select 1 from bounced_address where address = ${canonicalEmail(email)}`.execute(tx.sql);
    return rows.length > 0;
  }

  async remember(tx: Transaction, { address, cause, source, at }: BouncedAddress): Promise<void> {
    await sql`
      insert into bounced_address (address, cause, source, bounced_at)
      values (${canonicalEmail(address)}, ${cause}, ${source}, ${at})
      on conflict (address) do nothing`.execute(tx.sql);
  }
}
