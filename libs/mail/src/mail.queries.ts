import { orderMailKinds, type OrderMailKind } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { isStillTrue, type MailTables } from './mail-message.entity.js';

@Injectable()
export class MailQueries {
  constructor(private readonly database: Database) {}

  /** Those that an order has had: sent, failed or on their way. */
  async listKinds(orderId: string): Promise<OrderMailKind[]> {
    const messages = await this.database
      .kysely<MailTables>()
      .selectFrom('mail_message')
      .select(['kind', 'details'])
      .where('order_id', '=', orderId)
      .execute();
    const kinds = new Set(messages.filter(isStillTrue).map(({ kind }) => kind));
    return orderMailKinds.filter((kind) => kinds.has(kind));
  }

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
