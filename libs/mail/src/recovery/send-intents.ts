import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

/**
 * Which mails are being handed over, kept outside the transaction that sends them: who finds one that another worker died
 * over does not send it again.
 */
@Injectable()
export class SendIntents {
  constructor(private readonly database: Database) {}

  async note(mailId: string): Promise<void> {
    await sql`
      insert into mail_send_intent (mail_id, recorded_at) values (${mailId}, ${new Date()})
      on conflict (mail_id) do nothing`.execute(this.database.sql);
  }

  /** When it was; null: it never got so far. */
  async find(mailId: string): Promise<Date | null> {
    const { rows } = await sql<{ at: Date }>`
      select recorded_at as at from mail_send_intent where mail_id = ${mailId}`.execute(this.database.sql);
    return rows[0]?.at ?? null;
  }

  /** The server did not take it; or, in the transaction `tx` that writes down that it did, it did. */
  async forget(mailId: string, tx?: Transaction): Promise<void> {
    await sql`delete from mail_send_intent where mail_id = ${mailId}`.execute(tx?.sql ?? this.database.sql);
  }
}
