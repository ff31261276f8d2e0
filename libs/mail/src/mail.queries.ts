import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { MailTables } from './mail-message.entity.js';

@Injectable()
export class MailQueries {
  constructor(private readonly database: Database) {}

  /** When the mail server accepted the latest message; null before the first. */
  async lastSentAt(): Promise<Date | null> {
    const latest = await this.database
      .kysely<MailTables>()
      .selectFrom('mail_message')
      .select('sent_at')
      .where('sent_at', 'is not', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return latest?.sent_at ?? null;
  }
}
