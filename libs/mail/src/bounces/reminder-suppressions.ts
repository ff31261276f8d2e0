import { canonicalEmail, type MailService } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

export interface ReminderSuppression {
  address: string;
  cause: 'undeliverable' | 'complaint';
  source: MailService;
  at: Date;
}

/** Addresses that do not exist or reported mail as spam: they get no reminders. Upper and lower case are the same. */
@Injectable()
export class ReminderSuppressions {
  async has(tx: Transaction, email: string): Promise<boolean> {
    const { rows } = await sql`select 1 from reminder_suppression where address = ${canonicalEmail(email)}`.execute(
      tx.sql,
    );
    return rows.length > 0;
  }

  async add(tx: Transaction, { address, cause, source, at }: ReminderSuppression): Promise<void> {
    await sql`
      insert into reminder_suppression (address, cause, source, reported_at)
      values (${canonicalEmail(address)}, ${cause}, ${source}, ${at})
      on conflict (address) do nothing`.execute(tx.sql);
  }
}
