import { describe, expect, it } from '@jest/globals';
import { useWholeShop } from '../support/whole-shop.js';

const shop = useWholeShop();
const { aWorker, order, told, story } = shop;

const wholeLife = [
  'order.created',
  'order.submitted',
  'order.production',
  'order.shipped',
  'order.delivered',
  'order.email.confirmation_sent',
  'order.email.shipping_sent',
].toSorted();

it('an order that is paid lives its whole life by itself, and its customer has two mails', async () => {
  const mails = (await shop.mails()).length;
  await aWorker();
  const session = await order();
  await told(session, 'order.delivered');
  await told(session, 'order.email.confirmation_sent');
  await told(session, 'order.email.shipping_sent');

  expect((await story(session)).map(({ type }) => type).toSorted()).toEqual(wholeLife);
  expect(await shop.providerOrders(session)).toHaveLength(1);
  expect((await shop.mails()).length - mails).toBe(2);
}, 240_000);

it('a provider whose answer is lost after it made the order is not asked to make it twice', async () => {
  await aWorker();
  await shop.post('/faults', { service: 'printify', kind: 'lose', on: 'submit', times: 1 });
  const session = await order();
  await told(session, 'order.delivered');

  const entries = await story(session);
  expect(entries.filter(({ type }) => type === 'order.submission_failed').map(({ isResolved }) => isResolved)).toEqual([
    true,
  ]);
  expect(entries.filter(({ type }) => type === 'order.submitted')).toHaveLength(1);
  expect(await shop.providerOrders(session)).toHaveLength(1);
}, 240_000);

describe('a worker that is killed', () => {
  it.each(['submission.started', 'submission.answered', 'submission.recorded'] as const)(
    'at %s has its order made once, by another one',
    async (barrier) => {
      const held = await aWorker(barrier);
      const session = await order();
      await held.says(`stopped at ${barrier}`);
      await held.kill();
      await aWorker();
      await told(session, 'order.delivered');

      expect(await shop.providerOrders(session)).toHaveLength(1);
      expect((await story(session)).filter(({ type }) => type === 'order.submitted')).toHaveLength(1);
    },
    240_000,
  );
});

describe('a refund asked for in the console', () => {
  const refundsAtStripe = async () => (await shop.get<{ stripe: { refunds: number } }>('/counts')).stripe.refunds;

  it('twice in one go is made once, and more than was paid never', async () => {
    const before = await refundsAtStripe();
    await aWorker();
    const session = await order();
    await told(session, 'order.created');
    const draft = { amount: 1_000, id: crypto.randomUUID() };

    expect(await shop.acts(session, 'refunds', [draft, draft])).toEqual([200, 200]);
    await told(session, 'order.refunded');
    expect(await shop.acts(session, 'refunds', [{ amount: 3_301, id: crypto.randomUUID() }])).toEqual([409]);
    expect((await story(session)).filter(({ type }) => type === 'order.refunded')).toMatchObject([
      { message: 'Refunded £10.00' },
    ]);
    expect((await refundsAtStripe()) - before).toBe(1);
  }, 240_000);

  it.each(['refund.started', 'refund.answered'] as const)(
    'is made once when the worker is killed at %s',
    async (barrier) => {
      const before = await refundsAtStripe();
      const held = await aWorker(barrier);
      const session = await order();
      await told(session, 'order.created');
      await shop.acts(session, 'refunds', [{ amount: 4_300, id: crypto.randomUUID() }]);
      await held.says(`stopped at ${barrier}`);
      await held.kill();
      await aWorker();
      await told(session, 'order.refunded');

      expect((await refundsAtStripe()) - before).toBe(1);
      expect((await story(session)).filter(({ type }) => type === 'order.refunded')).toHaveLength(1);
    },
    240_000,
  );
});
