import { canonicalEmail, type MailService } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { MailTables } from '../mail-message.entity.js';

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
    const suppression = await tx
      .kysely<MailTables>()
      .selectFrom('reminder_suppression')
      .select('address')
      .where('address', '=', canonicalEmail(email))
      .executeTakeFirst();
    return suppression !== undefined;
  }

  async add(tx: Transaction, { address, cause, source, at }: ReminderSuppression): Promise<void> {
    await tx
      .kysely<MailTables>()
      .insertInto('reminder_suppression')
      .values({ address: canonicalEmail(address), cause, source, reported_at: at })
      .onConflict((conflict) => conflict.column('address').doNothing())
      .execute();
  }
}
