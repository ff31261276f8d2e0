import { OrdersReadModel } from '@daybook/screens';
import { InboxWorker, WebhookIntake, WebhookSources } from '@daybook/webhooks';
import { expect } from '@jest/globals';
import type { useParts } from './parts.js';
import { stripeSignature } from './stripe.js';

/** Receives Stripe's webhooks in a database with one order, and shows what became of it. */
export function useStripeInbox(parts: ReturnType<typeof useParts>) {
  const store = async (body: string) => {
    const source = parts.get(WebhookSources).get('stripe');
    const headers = { 'stripe-signature': stripeSignature(body) };
    expect(await parts.get(WebhookIntake).receive(source, Buffer.from(body), headers)).toEqual({ outcome: 'accepted' });
  };
  const process = () => parts.get(InboxWorker).sweep();
  const receive = async (...bodies: string[]) => {
    for (const body of bodies) {
      await store(body);
      await process();
    }
  };
  const order = async () => {
    const [row] = await parts.rows<{ id: string }>('select id from customer_order');
    return row ? parts.get(OrdersReadModel).findDetail(row.id) : null;
  };
  /** Its sentences with their minute, and by which event a problem is resolved. */
  const timeline = async (orderId?: string) => {
    const timeline = await parts.get(OrdersReadModel).timeline(orderId ?? (await order())?.id ?? '');
    return timeline?.items.map(({ message, occurredAt, resolvedBy }) => {
      const settled = resolvedBy?.by === 'event' ? ` [${resolvedBy.eventType}]` : '';
      return `${occurredAt.slice(14, 16)} ${message.replaceAll('\u00a0', ' ')}${settled}`;
    });
  };
  const states = async () =>
    (await parts.rows<{ state: string }>('select state from webhook_event')).map(({ state }) => state).toSorted();
  return { store, process, receive, order, timeline, states };
}

/** Minutes after nine. */
export const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 9, minutes));
