import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { MailMessage } from '../mail-message.js';
import type { Bounce } from './mail-service.js';

export type BouncedMessage = Pick<MailMessage, 'id' | 'kind' | 'orderId' | 'to' | 'details'> & {
  sentAt: Date | null;
  bouncedAt: Date | null;
};

/** Finds the message that a service speaks of. */
@Injectable()
export class BouncedMessages {
  /** Locked, so that it is told of once; null when it is none of ours. Throws while it is being sent this moment. */
  async hold(tx: Transaction, news: Bounce): Promise<BouncedMessage | null> {
    const id = await this.find(tx, news);
    if (id === null) return null;
    // two webhooks about one message wait for each other; only for its sending, which takes long, nobody waits
    await sql`select pg_advisory_xact_lock(hashtextextended(${`bounce ${id}`}, 0))`.execute(tx.sql);
    const { rows } = await sql<BouncedMessage>`
      select id, kind, order_id as "orderId", to_address as "to", details, sent_at as "sentAt", bounced_at as "bouncedAt"
      from mail_message where id = ${id} for update skip locked`.execute(tx.sql);
    if (!rows[0]) throw new Error('that mail is being sent this moment');
    return rows[0];
  }

  async markBounced(tx: Transaction, id: string, at: Date, reason: string | null): Promise<void> {
    await sql`
      update mail_message set state = 'bounced', bounced_at = ${at}, last_error = ${reason}
      where id = ${id}`.execute(tx.sql);
  }

  private async find(tx: Transaction, { mailId, messageId, to, subject }: Bounce): Promise<string | null> {
    // it names its message: if that is not here, another Daybook sent it
    if (mailId !== null) return this.idWhere(tx, sql`id = ${mailId}`);
    const byHeader = messageId === null ? null : await this.idWhere(tx, sql`message_id = ${messageId}`);
    if (byHeader !== null || to === null || subject === null) return byHeader;
    // the subject names the order, so this is no guess
    return this.idWhere(tx, sql`lower(to_address) = lower(${to}) and subject = ${subject}`);
  }

  private async idWhere(tx: Transaction, condition: ReturnType<typeof sql>): Promise<string | null> {
    const { rows } = await sql<{ id: string }>`
      select id from mail_message where ${condition} order by queued_at desc, id desc limit 1`.execute(tx.sql);
    return rows[0]?.id ?? null;
  }
}
