import { canonicalEmail } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { MailMessage, type MailTables, type OrderMailKind } from './mail-message.entity.js';

export type MailDraft = Pick<MailMessage, 'to' | 'details'> & {
  target: { kind: OrderMailKind; orderId: string } | { kind: 'recovery'; abandonedCartId: string };
  requestedBy: string | null;
  idempotencyKey: string | null;
};

@Injectable()
export class MailMessages {
  /** Returns its id, or null when its idempotency key is taken. */
  async insert(
    tx: Transaction,
    { target, to, details, idempotencyKey, requestedBy }: MailDraft,
  ): Promise<string | null> {
    // the row references an order that may not be flushed yet
    await tx.em.flush();
    const inserted = await tx
      .kysely<MailTables>()
      .insertInto('mail_message')
      .values({
        id: uuidv7(),
        kind: target.kind,
        order_id: 'orderId' in target ? target.orderId : null,
        abandoned_cart_id: 'abandonedCartId' in target ? target.abandonedCartId : null,
        to_address: to,
        canonical_to: canonicalEmail(to),
        details,
        idempotency_key: idempotencyKey,
        requested_by: requestedBy,
      })
      .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted?.id ?? null;
  }

  /**
   * The latest message of this kind for each parcel, or for the order itself; the oldest of them first. An attempt to send one
   * neither starts nor ends meanwhile.
   */
  async lockLatestPerParcel(tx: Transaction, orderId: string, kind: OrderMailKind): Promise<MailMessage[]> {
    const messages = await tx.em.find(
      MailMessage,
      { orderId, kind },
      { orderBy: { queuedAt: 'asc', id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
    );
    const latest = new Map(messages.map((message) => [message.details.parcel?.key, message]));
    return messages.filter((message) => latest.get(message.details.parcel?.key) === message);
  }
}
