import { afterEach, describe, expect, it } from '@jest/globals';
import { useWholeShop } from '../support/whole-shop.js';

const shop = useWholeShop({ MAIL_ATTEMPTS: '2', MAIL_RETRY_SECONDS: '1' });
const { aWorker, order, untilRecorded, untilResolved, timeline } = shop;

const tee = { product: 'heavyweight-tee', quantity: 1 };
const print = { product: 'art-print', quantity: 1 };
const mug = { product: 'enamel-mug', quantity: 1 };
const tote = { product: 'tote-bag', quantity: 1 };
const act = (id: string | undefined, action: string) => shop.post(`/provider-orders/${id ?? ''}/act`, { action });
const messages = async (session: string, type: string) =>
  (await timeline(session)).filter((entry) => entry.type === type).map(({ message }) => message);

async function statusOf(session: string): Promise<string | undefined> {
  const [found] = await shop.rows<{ status: string }>(
    'select status from customer_order where checkout_session_id = $1',
    [session],
  );
  return found?.status;
}

afterEach(async () => {
  await shop.put('/mailbox', { mode: 'none' });
  await shop.put('/auto-advance', { stepMs: 500 });
  await shop.put('/delivery-options', {});
});

it('has its mail sent by itself once a mail server that was down is up, which resolves the problem', async () => {
  await aWorker();
  await shop.put('/mailbox', { mode: 'down' });
  await shop.put('/auto-advance', { stepMs: 0 });
  const session = await order();
  await untilRecorded(session, 'order.email.waiting');
  await shop.until(async () => (await shop.attention()) === 1);
  expect(await messages(session, 'order.email.confirmation_sent')).toEqual([]);

  await shop.put('/mailbox', { mode: 'none' });
  await untilRecorded(session, 'order.email.confirmation_sent');
  await shop.until(async () => (await shop.attention()) === 0);
}, 240_000);

describe('an order with lines from both providers', () => {
  it('goes to both, has one timeline, and is delivered once both parts are', async () => {
    await aWorker();
    await shop.put('/auto-advance', { stepMs: 0 });
    const session = await order({ items: [tee, print] });
    await submittedToBoth(session);
    const made = await shop.providerOrders(session);
    expect(made.map(({ provider }) => provider).toSorted()).toEqual(['printful', 'printify']);

    const [first, second] = made;
    await live(first?.id);
    await shipped(session, 1);
    expect(await messages(session, 'order.delivered')).toEqual([]);
    await live(second?.id);
    await untilRecorded(session, 'order.delivered');
    expect(await messages(session, 'order.production')).toHaveLength(2);
    expect(await messages(session, 'order.delivered')).toEqual(['Delivered']);
    expect(await statusOf(session)).toBe('delivered');
  }, 240_000);

  it('is delivered with its remaining part when one provider cancels, and the timeline says so', async () => {
    await aWorker();
    await shop.put('/auto-advance', { stepMs: 0 });
    const session = await order({ items: [tee, print] });
    await submittedToBoth(session);
    const made = await shop.providerOrders(session);
    const at = (provider: string) => made.find((part) => part.provider === provider)?.id;
    await act(at('printful'), 'cancel');
    await untilRecorded(session, 'order.cancelled');
    await live(at('printify'));
    await untilRecorded(session, 'order.delivered');

    expect(await messages(session, 'order.cancelled')).toEqual(['Printful’s part of the order cancelled']);
    expect(await statusOf(session)).toBe('delivered');
  }, 240_000);

  const submissions = async (session: string) => (await messages(session, 'order.submitted')).length;
  const submittedToBoth = (session: string) => shop.until(async () => (await submissions(session)) === 2);
  const shipped = (session: string, parcels: number) =>
    shop.until(async () => (await messages(session, 'order.shipped')).length === parcels);
  async function live(id: string | undefined): Promise<void> {
    for (let step = 0; step < 3; step += 1) await act(id, 'advance');
  }
});

const shippedTimes = (session: string, times: number) =>
  shop.until(async () => (await messages(session, 'order.shipped')).length === times);
/** Provider webhooks carry whole seconds, so an event in the second of the submission is ambiguous. */
const secondAfterSubmission = (session: string) =>
  shop.until(async () => {
    const [part] = await shop.rows<{ isPast: boolean }>(
      `select submitted_at < now() - interval '1 second' as "isPast" from fulfilment
       where order_id = (select id from customer_order where checkout_session_id = $1)`,
      [session],
    );
    return part?.isPast === true;
  });

describe('an order whose webhooks arrive twice and out of order', () => {
  it.each([
    ['Printify', [tee, mug]],
    ['Printful', [print, tote]],
  ])(
    'records each event once when %s holds it and then ships it in two parcels',
    async (provider, items) => {
      await aWorker();
      await shop.put('/auto-advance', { stepMs: 0 });
      await shop.put('/delivery-options', { duplicate: true, reorderMs: 400 });
      const session = await order({ items });
      await untilRecorded(session, 'order.submitted');
      await secondAfterSubmission(session);
      const [made] = await shop.providerOrders(session);
      await act(made?.id, 'hold');
      await untilRecorded(session, 'order.on_hold');
      await act(made?.id, 'release');
      await act(made?.id, 'ship_in_two');
      await shippedTimes(session, 1);
      await untilResolved(session, 'order.on_hold');
      expect(await statusOf(session)).toBe('partially_shipped');
      await act(made?.id, 'advance');
      await shippedTimes(session, 2);
      await act(made?.id, 'deliver');
      await act(made?.id, 'deliver');
      await untilRecorded(session, 'order.delivered');

      expect(await messages(session, 'order.production')).toEqual([`In production at ${provider}`]);
      expect(await messages(session, 'order.on_hold')).toHaveLength(1);
      expect(await messages(session, 'order.shipped')).toHaveLength(2);
      expect(await messages(session, 'order.delivered')).toEqual(['Delivered']);
      expect(await statusOf(session)).toBe('delivered');
    },
    240_000,
  );

  it('is delivered when the replacement for a returned parcel is delivered', async () => {
    await aWorker();
    await shop.put('/auto-advance', { stepMs: 0 });
    await shop.put('/delivery-options', { duplicate: true, reorderMs: 400 });
    const session = await order({ items: [print] });
    await untilRecorded(session, 'order.submitted');
    const [made] = await shop.providerOrders(session);
    await act(made?.id, 'advance');
    await act(made?.id, 'advance');
    await shippedTimes(session, 1);
    await act(made?.id, 'reship');
    await shippedTimes(session, 2);
    await untilRecorded(session, 'order.problem');
    await act(made?.id, 'deliver');
    await untilRecorded(session, 'order.delivered');
    await untilResolved(session, 'order.problem');

    expect(await messages(session, 'order.problem')).toEqual([
      'Problem at Printful: a parcel came back: nobody was at home to accept it',
    ]);
    expect(await statusOf(session)).toBe('delivered');
  }, 240_000);
});

describe('a provider that fails', () => {
  it.each([
    ['hangs', 'hang', 'no answer within 10 s'],
    ['drips', 'drip', 'no answer within 10 s'],
    ['answers 500', 'server_error', 'the server failed (500)'],
    ['has had too many calls', 'rate_limit', 'API rate limit exceeded'],
    ['is behind a proxy that shows a web page', 'html', 'the server failed (502)'],
  ])(
    'because it %s causes one entry per attempt and delays no other order',
    async (_, kind, reason) => {
      await aWorker();
      await shop.post('/faults', { service: 'printify', kind, operation: 'submit', times: 1, retryAfterSeconds: 1 });
      const session = await order();
      const other = await order({ items: [print] });
      await untilRecorded(other, 'order.submitted');
      await untilRecorded(session, 'order.submitted');

      expect(await messages(session, 'order.submission_failed')).toEqual([`Submission to Printify failed: ${reason}`]);
      expect(await messages(session, 'order.submission_retried')).toEqual(['Submission retried — attempt 2 of 3']);
      expect(await shop.providerOrders(session)).toHaveLength(1);
    },
    240_000,
  );
});
