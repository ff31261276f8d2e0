import { randomUUID } from 'node:crypto';
import type { useParts } from './parts.js';
import { useStripeInbox } from './stripe-inbox.js';

/** Receives the webhook by which Stripe reports an order's last requested refund. */
export async function reportRefund(
  parts: ReturnType<typeof useParts>,
  orderId: string,
  { status = 'succeeded', at = new Date() } = {},
): Promise<void> {
  const [refund] = await parts.rows<{ id: string; amount: number; payment: string }>(
    `select refund.id, amount::int, payment_intent_id as payment
     from refund join customer_order on customer_order.id = order_id
     where order_id = $1 and requested_by is not null order by refund.inserted_at desc limit 1`,
    [orderId],
  );
  if (!refund) throw new Error('Request a refund first.');
  const created = Math.floor(at.getTime() / 1_000);
  const object = {
    ...{ id: 're_1', object: 'refund', amount: refund.amount, currency: 'gbp', created, status },
    ...{ payment_intent: refund.payment, metadata: { daybook_refund: refund.id } },
  };
  const event = {
    ...{ id: `evt_${randomUUID()}`, object: 'event', type: 'refund.updated', created, livemode: false },
    data: { object },
  };
  await useStripeInbox(parts).receive(JSON.stringify(event));
}
