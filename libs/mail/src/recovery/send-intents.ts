import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

/**
 * Which mails are being sent right now, recorded outside the transaction that sends them: after a crash, the next worker finds
 * the record and does not send the mail again.
 */
@Injectable()
export class SendIntents {
  constructor(private readonly database: Database) {}

  async record(mailId: string): Promise<void> {
    await sql`
      insert into mail_send_intent (mail_id, recorded_at) values (${mailId}, ${new Date()})
      on conflict (mail_id) do nothing`.execute(this.database.sql);
  }

  /** When it was recorded; null when sending never started. */
  async recordedAt(mailId: string): Promise<Date | null> {
    const { rows } = await sql<{ at: Date }>`
      select recorded_at as at from mail_send_intent where mail_id = ${mailId}`.execute(this.database.sql);
    return rows[0]?.at ?? null;
  }

  /** Once the server has refused it; or, in the transaction `tx` that records its acceptance, once it is sent. */
  async clear(mailId: string, tx?: Transaction): Promise<void> {
    await sql`delete from mail_send_intent where mail_id = ${mailId}`.execute(tx?.sql ?? this.database.sql);
  }
}
