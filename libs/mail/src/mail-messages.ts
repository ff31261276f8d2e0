import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { MailDraft, MailMessage, OrderMailKind } from './mail-message.js';
import type { Acceptance } from './smtp/mail-sender.js';

const columns = sql`
  id, kind, order_id as "orderId", abandoned_cart_id as "abandonedCartId", to_address as "to", details, state,
  requested_by as "requestedBy", queued_at as "queuedAt"`;

@Injectable()
export class MailMessages {
  /** Returns its id, or null when its idempotency key is taken. */
  async insert(
    tx: Transaction,
    { target, to, details, idempotencyKey, requestedBy }: MailDraft,
  ): Promise<string | null> {
    const orderId = 'orderId' in target ? target.orderId : null;
    const cartId = 'abandonedCartId' in target ? target.abandonedCartId : null;
    // the row references an order that may not be flushed yet
    await tx.em.flush();
    const { rows } = await sql<{ id: string }>`
      insert into mail_message (id, kind, order_id, abandoned_cart_id, to_address, details, idempotency_key, requested_by)
      values (${uuidv7()}, ${target.kind}, ${orderId}, ${cartId}, ${to}, ${JSON.stringify(details)}::jsonb,
        ${idempotencyKey}, ${requestedBy})
      on conflict (idempotency_key) do nothing
      returning id`.execute(tx.sql);
    return rows[0]?.id ?? null;
  }

  /** False also when there is no such message. */
  async isQueued(tx: Transaction, id: string): Promise<boolean> {
    const { rows } = await sql`select 1 from mail_message where id = ${id} and state = 'queued'`.execute(tx.sql);
    return rows.length > 0;
  }

  /** Locks it for sending; null when it is locked elsewhere or no longer queued. */
  async claim(tx: Transaction, id: string): Promise<MailMessage | null> {
    const { rows } = await sql<MailMessage>`
      select ${columns} from mail_message where id = ${id} and state = 'queued' for update skip locked`.execute(tx.sql);
    return rows[0] ?? null;
  }

  /** The latest message of this kind for each parcel, or for the order itself. */
  async findLatestPerParcel(tx: Transaction, orderId: string, kind: OrderMailKind): Promise<MailMessage[]> {
    const { rows } = await sql<MailMessage>`
      select * from (
        select distinct on (details -> 'parcel' ->> 'key') ${columns} from mail_message
        where order_id = ${orderId} and kind = ${kind}
        order by details -> 'parcel' ->> 'key', queued_at desc, id desc
      ) as latest order by "queuedAt", id`.execute(tx.sql);
    return rows;
  }

  /** Changes the address of a queued message, unless it is being sent right now. */
  async changeRecipient(tx: Transaction, id: string, to: string): Promise<void> {
    await sql`
      update mail_message set to_address = ${to}
      where id = (select id from mail_message where id = ${id} and state = 'queued' for update skip locked)`.execute(
      tx.sql,
    );
  }

  async markSent(tx: Transaction, id: string, { messageId, subject, at }: Acceptance): Promise<void> {
    await sql`
      update mail_message
      set state = 'sent', attempts = attempts + 1, last_error = null, message_id = ${messageId}, subject = ${subject},
        sent_at = ${at}
      where id = ${id}`.execute(tx.sql);
  }

  async recordFailure(tx: Transaction, id: string, state: 'queued' | 'failed', reason: string): Promise<void> {
    await sql`
      update mail_message set state = ${state}, attempts = attempts + 1, last_error = ${reason}
      where id = ${id}`.execute(tx.sql);
  }
}
