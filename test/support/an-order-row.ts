import { v7 as uuidv7 } from 'uuid';
import type { useParts } from './parts.js';

/** Inserts a paid order with an empty timeline; returns its id. */
export async function anOrderRow(parts: ReturnType<typeof useParts>): Promise<string> {
  const id = uuidv7();
  await parts.rows(
    `insert into customer_order (id, number, status, currency, total, customer_name, customer_email, checkout_session_id, placed_at)
     values ($1, $2, 'paid', 'GBP', 100, 'Ada Green', 'customer@example.com', $3, now())`,
    [id, id.slice(-12), id],
  );
  return id;
}
