import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

@Injectable()
export class MailQueries {
  constructor(private readonly database: Database) {}

  /** When the mail server accepted the latest message; null before the first. */
  async lastSentAt(): Promise<Date | null> {
    const { rows } = await sql<{ at: Date }>`
      select sent_at as at from mail_message where sent_at is not null order by id desc limit 1
    `.execute(this.database.sql);
    return rows[0]?.at ?? null;
  }
}
