import type { RefundState } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

export interface RefundRow {
  /** Minor units of the order's currency. */
  amount: number;
  state: RefundState;
  refundedAt: Date | null;
}

@Injectable()
export class RefundsQueries {
  constructor(private readonly database: Database) {}

  /** An order's refunds, oldest first. */
  async listForOrder(orderId: string): Promise<RefundRow[]> {
    const { rows } = await sql<RefundRow>`
      select amount::float8 as amount, state, refunded_at as "refundedAt" from refund
      where order_id = ${orderId} order by inserted_at, id`.execute(this.database.sql);
    return rows;
  }
}
