import { canonicalEmail } from '@daybook/contract';
import type { OrderMailKind } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { LockMode, type FilterQuery } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { MailMessage, type MailTables } from './mail-message.entity.js';

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
   * The latest message of this kind for each parcel, refund or part, or for the order itself; the oldest of them first. An
   * attempt to send one neither starts nor ends meanwhile.
   */
  async lockLatestPerTopic(tx: Transaction, orderId: string, kind: OrderMailKind): Promise<MailMessage[]> {
    const messages = await this.lock(tx, { orderId, kind });
    return messages.filter((message) => messages.findLast((later) => later.isAboutSameAs(message)) === message);
  }

  /** Those that say that this refund was made, so that none says so from now on. */
  async markRefundFailed(tx: Transaction, orderId: string, refundId: string): Promise<void> {
    for (const message of await this.lock(tx, { orderId, kind: ['cancellation', 'refund'] })) {
      const { refund } = message.details;
      if (refund?.id === refundId) message.details = { ...message.details, refund: { ...refund, hasFailed: true } };
    }
  }

  private lock(tx: Transaction, where: FilterQuery<MailMessage>): Promise<MailMessage[]> {
    const orderBy = { queuedAt: 'asc', id: 'asc' } as const;
    return tx.em.find(MailMessage, where, { orderBy, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  }
}
