import { afterEach, describe, expect, it } from '@jest/globals';
import { useWholeShop } from '../support/whole-shop.js';

const shop = useWholeShop();
const { aWorker, aWorkerThatStopsAt, order, untilRecorded, timeline } = shop;

afterEach(async () => {
  await shop.put('/auto-advance', { stepMs: 500 });
});

const refundsAtStripe = async () => (await shop.get<{ stripe: { refunds: number } }>('/counts')).stripe.refunds;

const wholeLife = [
  'order.created',
  'order.submitted',
  'order.production',
  'order.shipped',
  'order.delivered',
  'order.email.confirmation_sent',
  'order.email.shipping_sent',
].toSorted();

it('a paid order runs through its whole lifecycle unattended, and its customer gets two mails', async () => {
  const mails = (await shop.mails()).length;
  await aWorker();
  const session = await order();
  await untilRecorded(session, 'order.delivered');
  await untilRecorded(session, 'order.email.confirmation_sent');
  await untilRecorded(session, 'order.email.shipping_sent');

  expect((await timeline(session)).map(({ type }) => type).toSorted()).toEqual(wholeLife);
  expect(await shop.providerOrders(session)).toHaveLength(1);
  expect((await shop.mails()).length - mails).toBe(2);
}, 240_000);

it('submits an order once when the provider’s response is lost after it accepted the order', async () => {
  await aWorker();
  await shop.post('/faults', { service: 'printify', kind: 'drop_response', operation: 'submit', times: 1 });
  const session = await order();
  await untilRecorded(session, 'order.delivered');

  const entries = await timeline(session);
  expect(entries.filter(({ type }) => type === 'order.submission_failed').map(({ isResolved }) => isResolved)).toEqual([
    true,
  ]);
  expect(entries.filter(({ type }) => type === 'order.submitted')).toHaveLength(1);
  expect(await shop.providerOrders(session)).toHaveLength(1);
}, 240_000);

describe('a worker that is killed', () => {
  it.each(['submit-fulfilment prepared', 'submit-fulfilment performed', 'submit-fulfilment recorded'] as const)(
    'at %s leaves its order to another worker, and the order is made once',
    async (failpoint) => {
      const paused = await aWorkerThatStopsAt(failpoint);
      const session = await order();
      await paused.says(`stopped at ${failpoint}`);
      await shop.kill(paused);
      await aWorker();
      await untilRecorded(session, 'order.delivered');

      expect(await shop.providerOrders(session)).toHaveLength(1);
      expect((await timeline(session)).filter(({ type }) => type === 'order.submitted')).toHaveLength(1);
    },
    240_000,
  );

  it.each(['refresh-fulfilment prepared', 'refresh-fulfilment performed', 'refresh-fulfilment recorded'] as const)(
    'at %s leaves the reading to another worker, and each event is recorded once',
    async (failpoint) => {
      const paused = await aWorkerThatStopsAt(failpoint);
      const session = await order();
      await paused.says(`stopped at ${failpoint}`);
      await shop.kill(paused);
      await aWorker();
      for (const type of wholeLife) await untilRecorded(session, type);

      expect((await timeline(session)).map(({ type }) => type).toSorted()).toEqual(wholeLife);
    },
    240_000,
  );

  it.each(['cancel-fulfilment prepared', 'cancel-fulfilment performed', 'cancel-fulfilment recorded'] as const)(
    'at %s leaves the cancellation to another worker: the order is cancelled and refunded once',
    async (failpoint) => {
      const before = await refundsAtStripe();
      await shop.put('/auto-advance', { stepMs: 0 });
      const paused = await aWorkerThatStopsAt(failpoint);
      const session = await order();
      await untilRecorded(session, 'order.submitted');
      const [made] = await shop.providerOrders(session);
      await shop.post(`/provider-orders/${made?.id ?? ''}/act`, { action: 'hold' });
      expect(await shop.postAsOwner(session, 'cancel', [{ refund: true }])).toEqual([200]);
      await paused.says(`stopped at ${failpoint}`);
      await shop.kill(paused);
      await aWorker();
      await untilRecorded(session, 'order.refunded');

      const types = (await timeline(session)).map(({ type }) => type);
      expect(types.filter((type) => type === 'order.cancelled' || type === 'order.refunded')).toHaveLength(2);
      expect((await refundsAtStripe()) - before).toBe(1);
    },
    240_000,
  );
});

describe('a refund requested in the console', () => {
  it('is made once when requested twice at once, and never exceeds what was paid', async () => {
    const before = await refundsAtStripe();
    await aWorker();
    const session = await order();
    await untilRecorded(session, 'order.created');
    const draft = { amount: 1_000, id: crypto.randomUUID() };

    expect(await shop.postAsOwner(session, 'refunds', [draft, draft])).toEqual([200, 200]);
    await untilRecorded(session, 'order.refunded');
    expect(await shop.postAsOwner(session, 'refunds', [{ amount: 3_301, id: crypto.randomUUID() }])).toEqual([409]);
    expect((await timeline(session)).filter(({ type }) => type === 'order.refunded')).toMatchObject([
      { message: 'Refunded £10.00' },
    ]);
    expect((await refundsAtStripe()) - before).toBe(1);
  }, 240_000);

  it.each(['create-refund prepared', 'create-refund performed', 'create-refund recorded'] as const)(
    'is made once when the worker is killed at %s',
    async (failpoint) => {
      const before = await refundsAtStripe();
      const paused = await aWorkerThatStopsAt(failpoint);
      const session = await order();
      await untilRecorded(session, 'order.created');
      await shop.postAsOwner(session, 'refunds', [{ amount: 4_300, id: crypto.randomUUID() }]);
      await paused.says(`stopped at ${failpoint}`);
      await shop.kill(paused);
      await aWorker();
      await untilRecorded(session, 'order.refunded');

      expect((await refundsAtStripe()) - before).toBe(1);
      expect((await timeline(session)).filter(({ type }) => type === 'order.refunded')).toHaveLength(1);
    },
    240_000,
  );
});
