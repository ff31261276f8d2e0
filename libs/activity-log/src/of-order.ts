import { sql, type RawBuilder } from 'kysely';

/** Of that order, or of none: `is not distinct from` would say both, and no index answers it. */
export function ofOrder(orderId: string | null): RawBuilder<unknown> {
  return orderId === null ? sql`order_id is null` : sql`order_id = ${orderId}`;
}
