import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { waitFor } from '../../../test/support/wait-for.js';
import type { Received } from '../test/receiver.js';
import { aSessionRequest, startSandbox, webhookSecret, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const verified = ({ body, signature }: Received) => Stripe.webhooks.constructEvent(body, signature, webhookSecret);
const sessionIn = (webhook: Received) => verified(webhook).data.object as Stripe.Checkout.Session;

async function order(request: object = {}) {
  const { body } = await sandbox.json('POST', '/sandbox/orders', request);
  const { sessionId, eventIds } = body as { sessionId: string; eventIds: string[] };
  return { sessionId, eventIds, eventId: eventIds[0] ?? '' };
}

const rehearse = (eventId: string, mode: string) =>
  sandbox.json('POST', `/sandbox/events/${eventId}/deliver`, { mode });

describe('webhooks', () => {
  it('announce a paid order with an event that Stripe’s library verifies', async () => {
    const { sessionId, eventIds } = await order({ email: 'bea@example.com', name: 'Bea Hart' });
    const webhook = await sandbox.receiver.one();
    const event = verified(webhook);
    expect([event.id]).toEqual(eventIds);
    expect(event).toMatchObject({
      object: 'event',
      api_version: Stripe.API_VERSION,
      type: 'checkout.session.completed',
      livemode: false,
      request: { id: null, idempotency_key: null },
    });
    expect(event.data.object).toMatchObject({
      id: sessionId,
      status: 'complete',
      payment_status: 'paid',
      amount_total: 4300,
      currency: 'gbp',
      url: null,
      payment_intent: expect.stringMatching(/^pi_/),
      customer_details: { email: 'bea@example.com', name: 'Bea Hart', address: { country: 'GB' } },
      collected_information: { shipping_details: { name: 'Bea Hart', address: { postal_code: 'TQ9 5AB' } } },
    });
    expect(event.data.object).not.toHaveProperty('line_items');
  });

  it.each([
    ['delayed_succeeds', 'checkout.session.async_payment_succeeded', 'paid'],
    ['delayed_fails', 'checkout.session.async_payment_failed', 'unpaid'],
  ])('announce a payment that is %s in two steps', async (payment, type, status) => {
    const { sessionId, eventIds } = await order({ payment });
    const webhooks = await sandbox.receiver.first(2);
    const matching = eventIds.flatMap((id) => webhooks.filter(({ body }) => body.includes(id)));
    expect(matching.map((webhook) => verified(webhook).type)).toEqual(['checkout.session.completed', type]);
    expect(matching.map((webhook) => sessionIn(webhook).payment_status)).toEqual(['unpaid', status]);
    expect(await sandbox.stripe.checkout.sessions.retrieve(sessionId)).toMatchObject({
      status: 'complete',
      payment_status: status,
    });
  });

  it('are resent until accepted, the same event with a new signature', async () => {
    sandbox.receiver.answerWith((_, number) => (number <= 3 ? 503 : 200));
    const { eventId } = await order();
    const webhooks = await sandbox.receiver.first(4);
    expect(new Set(webhooks.map(({ body }) => body)).size).toBe(1);
    expect(webhooks.map((webhook) => verified(webhook).id)).toEqual(Array(4).fill(eventId));
    const event = await waitFor(async () => {
      const { body } = await sandbox.json('GET', `/sandbox/events/${eventId}`);
      return (body as { state: string }).state === 'delivered' && body;
    });
    expect(event).toMatchObject({
      nextAttemptAt: null,
      deliveries: [{ status: 503 }, { status: 503 }, { status: 503 }, { status: 200, response: 'noted' }],
    });
  });

  it('count a redirect as refused', async () => {
    sandbox.receiver.answerWith((_, number) => (number === 1 ? 301 : 200));
    await order();
    const webhooks = await sandbox.receiver.first(2);
    expect(new Set(webhooks.map((webhook) => verified(webhook).id)).size).toBe(1);
  });

  it('survive a shop that is down and one that never answers', async () => {
    await using impatient = await startSandbox({ WEBHOOK_TIMEOUT_MS: '50' });
    impatient.receiver.answerWith((_, number) => (number === 1 ? 'hang' : number === 2 ? 'hang up' : 200));
    await impatient.json('POST', '/sandbox/orders');
    const webhooks = await impatient.receiver.first(3);
    expect(new Set(webhooks.map((webhook) => verified(webhook).id)).size).toBe(1);
  });

  it('have the time of the order, not of the delivery', async () => {
    await order({ created: '2026-02-14T14:23:05Z' });
    const webhook = await sandbox.receiver.one();
    expect(verified(webhook).created).toBe(Date.UTC(2026, 1, 14, 14, 23, 5) / 1000);
    expect(sessionIn(webhook).created).toBe(Date.UTC(2026, 1, 14, 14, 23, 5) / 1000);
  });

  it('can be held and then sent 20 times, half of them in parallel', async () => {
    const { eventId } = await order({ delivery: 'hold' });
    const { body } = await rehearse(eventId, 'burst');
    expect(body).toEqual({ statuses: Array(20).fill(200) });
    expect(sandbox.receiver.received.map((webhook) => verified(webhook).id)).toEqual(Array(20).fill(eventId));
  });

  it.each([
    ['forged', /No signatures found/],
    ['stale', /Timestamp outside the tolerance zone/],
    ['unsigned', /No stripe-signature header|Unable to extract timestamp/],
    ['not_json', /JSON/],
  ])('sent %s are refused by Stripe’s library', async (mode, reason) => {
    const { eventId } = await order({ delivery: 'hold' });
    sandbox.receiver.answerWith((webhook) => {
      try {
        verified(webhook);
        return 200;
      } catch {
        return 400;
      }
    });
    expect((await rehearse(eventId, mode)).body).toEqual({ statuses: [400] });
    const webhook = await sandbox.receiver.one();
    expect(() => verified(webhook)).toThrow(reason);
  });

  it('grow to 2 MiB on request, validly signed', async () => {
    const { eventId } = await order({ delivery: 'hold' });
    await rehearse(eventId, 'oversized');
    const webhook = await sandbox.receiver.one();
    expect(webhook.body.length).toBe(2 * 1024 * 1024);
    expect(verified(webhook).id).toBe(eventId);
  });

  it('announce an order without anything to pay', async () => {
    await order({ items: [{ name: 'Sticker', unitAmount: 0 }], shipping: 0 });
    const webhook = await sandbox.receiver.one();
    expect(sessionIn(webhook)).toMatchObject({
      payment_status: 'no_payment_required',
      payment_intent: null,
    });
  });

  it('include the shipping address only when the shop collects one', async () => {
    const { id } = await sandbox.stripe.checkout.sessions.create({
      ...aSessionRequest(),
      shipping_address_collection: undefined,
    });
    await sandbox.form(`/pay/${id}`, { email: 'a@example.com', name: 'A', line1: '1', city: 'B', country: 'GB' });
    const webhook = await sandbox.receiver.one();
    expect(sessionIn(webhook).collected_information?.shipping_details).toBeNull();
  });
});
