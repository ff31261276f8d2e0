import type { Transaction } from '@daybook/database';
import { sql } from 'kysely';
import { Order } from './order.entity.js';

/** The order as it stands, held until `tx` ends: nobody else changes it meanwhile. Null when there is none. */
export async function lockOrder(tx: Transaction, id: string): Promise<Order | null> {
  await sql`select 1 from customer_order where id = ${id} for no key update`.execute(tx.sql);
  return tx.em.findOne(Order, { id }, { refresh: true });
}
