import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { MailMessage } from '../mail-message.js';
import type { Bounce } from './mail-service.js';

export type BouncedMessage = Pick<MailMessage, 'id' | 'kind' | 'orderId' | 'to' | 'details'> & {
  sentAt: Date | null;
  bouncedAt: Date | null;
};

@Injectable()
export class BouncedMessages {
  /** Locks it, so that it bounces once; null when it is not ours. Throws while it is being sent. */
  async lock(tx: Transaction, bounce: Bounce): Promise<BouncedMessage | null> {
    const id = await this.findId(tx, bounce);
    if (id === null) return null;
    // two webhooks about one message wait for each other, but never for its sending, which takes long
    await sql`select pg_advisory_xact_lock(hashtextextended(${`bounce ${id}`}, 0))`.execute(tx.sql);
    const { rows } = await sql<BouncedMessage>`
      select id, kind, order_id as "orderId", to_address as "to", details, sent_at as "sentAt", bounced_at as "bouncedAt"
      from mail_message where id = ${id} for update skip locked`.execute(tx.sql);
    if (!rows[0]) throw new Error('that mail is being sent right now');
    return rows[0];
  }

  async markBounced(tx: Transaction, id: string, at: Date, reason: string | null): Promise<void> {
    await sql`
      update mail_message set state = 'bounced', bounced_at = ${at}, last_error = ${reason}
      where id = ${id}`.execute(tx.sql);
  }

  private async findId(tx: Transaction, { mailId, messageId, to, subject }: Bounce): Promise<string | null> {
    // our own id is conclusive: if the message is not here, another Daybook sent it
    if (mailId !== null) return this.findIdWhere(tx, sql`id = ${mailId}`);
    const byHeader = messageId === null ? null : await this.findIdWhere(tx, sql`message_id = ${messageId}`);
    if (byHeader !== null || to === null || subject === null) return byHeader;
    // the subject names the order, so this is no guess
    return this.findIdWhere(tx, sql`lower(to_address) = lower(${to}) and subject = ${subject}`);
  }

  private async findIdWhere(tx: Transaction, condition: ReturnType<typeof sql>): Promise<string | null> {
    const { rows } = await sql<{ id: string }>`
      select id from mail_message where ${condition} order by queued_at desc, id desc limit 1`.execute(tx.sql);
    return rows[0]?.id ?? null;
  }
}
