import { ActivityLogQueries, ProblemCausesQueries, ProblemRetries } from '@daybook/activity-log';
import type { EventMap, EventType } from '@daybook/contract';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { OrdersReadModel } from '@daybook/screens';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { useSandbox } from '../support/sandbox.js';

const sandbox = useSandbox();
const parts = useParts(() => ({ ...sandbox.settings, SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'shop@example.com' }));
const jobs = useJobs(parts);

const noGoods: NewOrderLine = {
  ...{ title: 'Tee', variant: 'M / Black', sku: null, provider: 'printify', quantity: 1, unitPrice: 3_900 },
  ...{ productId: '000000000000000000000000', variantId: '12100' },
};

async function aRefusedOrder(): Promise<string> {
  const orders = parts.get(OrdersService);
  const orderId = await parts.get(Database).transaction(async (tx) => {
    const { id } = await orders.place(tx, aCheckout(), new Date());
    await orders.storeLines(tx, id, [noGoods]);
    return id;
  });
  const [run] = await jobs.waiting('submit-fulfilment');
  for (const attempt of [1, 2, 3]) await jobs.run('submit-fulfilment', run ?? {}, attempt);
  await parts.rows(`delete from pgboss.job where name = 'submit-fulfilment'`);
  return orderId;
}

async function record<T extends EventType>(type: T, data: EventMap[T], orderId?: string): Promise<string> {
  const recorded = await parts
    .get(Database)
    .transaction((tx) => parts.get(DomainEvents).publish(tx, type, data, orderId === undefined ? {} : { orderId }));
  return recorded.outcome === 'written' ? recorded.entryId : '';
}

const retries = () => parts.get(ProblemRetries);
const theCause = async () => (await parts.get(ProblemCausesQueries).list(false, 50)).items[0];
const selectCause = async () => ({ cause: (await theCause())?.cause ?? '', snoozed: false });

describe('retrying all problems of a cause', () => {
  beforeEach(async () => {
    await parts.clear();
    await parts.rows('delete from pgboss.job');
  });

  it('submits each order once more, in the person’s name, however often it is asked for', async () => {
    const orderIds = [await aRefusedOrder(), await aRefusedOrder(), await aRefusedOrder()];
    expect(await theCause()).toMatchObject({ problems: 3, orders: 3, canRetry: true });
    expect((await parts.get(ActivityLogQueries).countNeedingAttention()).count).toBe(3);

    const { retry, ids } = await retries().request(await selectCause(), 'Ada');
    await retries().request(await selectCause(), 'Tom');
    expect([retry?.id, ids.length]).toEqual([expect.any(String), 3]);
    await jobs.runWaiting('retry-problem');

    const submissions = await jobs.waiting<{ orderId: string }>('submit-fulfilment');
    expect(submissions.map(({ orderId }) => orderId).toSorted()).toEqual(orderIds.toSorted());
    const timeline = await parts.get(OrdersReadModel).timeline(orderIds[0] ?? '');
    expect(timeline?.items.at(-1)).toMatchObject({ eventType: 'order.submission_retried', actor: 'Tom' });
  });

  it('can be called off until it starts', async () => {
    await aRefusedOrder();
    const { retry } = await retries().request(await selectCause(), 'Ada');

    expect(await retries().callOff(retry?.id ?? '')).toBe(1);
    expect(await retries().callOff(retry?.id ?? '')).toBe(0);
    await jobs.runWaiting('retry-problem');
    expect(await jobs.waiting('submit-fulfilment')).toEqual([]);
  });

  it('tells how many were called off while others had started', async () => {
    for (let n = 0; n < 3; n += 1) await aRefusedOrder();
    const { retry } = await retries().request(await selectCause(), 'Ada');
    await parts.rows(
      `update pgboss.job set state = 'active', started_on = now()
       where id = (select id from pgboss.job where name = 'retry-problem' limit 1)`,
    );

    expect(await retries().callOff(retry?.id ?? '')).toBe(2);
  });

  it('goes on with the newest failure when an order fails again before it starts', async () => {
    const orderId = await aRefusedOrder();
    await retries().request(await selectCause(), 'Ada');
    for (const reason of ['no stock', 'no stock left'])
      await record('order.submission_failed', { provider: 'printify', reason }, orderId);
    await jobs.runWaiting('retry-problem');

    expect(await jobs.waiting('submit-fulfilment')).toHaveLength(1);
  });

  it('leaves alone what has been resolved meanwhile, and what nobody can retry', async () => {
    const orderId = await aRefusedOrder();
    const unretryable = await record('order.payment_failed', { total: { amount: 1, currency: 'GBP' }, via: 'Stripe' });
    expect(await retries().request({ ids: [unretryable] }, 'Ada')).toEqual({ retry: null, ids: [] });

    await retries().request(await selectCause(), 'Ada');
    await record('order.submitted', { provider: 'printify', providerOrderId: 'P1' }, orderId);
    await jobs.runWaiting('retry-problem');
    expect(await jobs.waiting('submit-fulfilment')).toEqual([]);
  });
});

describe('retrying', () => {
  beforeEach(async () => {
    await parts.clear();
    await parts.rows('delete from pgboss.job');
  });

  it('a mail that failed sends it again', async () => {
    const orderId = await aRefusedOrder();
    await parts.rows(`update mail_message set state = 'failed'`);
    await parts.rows(`delete from pgboss.job where name = 'send-mail'`);
    const failed = { mail: 'confirmation', to: 'ada@example.com', reason: 'mailbox unavailable' } as const;
    const id = await record('order.email.failed', failed, orderId);
    await retries().request({ ids: [id] }, 'Ada');
    await jobs.runWaiting('retry-problem');

    expect(await jobs.waiting('send-mail')).toHaveLength(1);
  });

  it('a sync that failed starts another', async () => {
    const id = await record('sync.failed', { provider: 'printify', reason: 'API rate limit exceeded' });
    await retries().request({ ids: [id] }, 'Ada');
    await jobs.runWaiting('retry-problem');

    expect(await jobs.waiting('sync-products')).toMatchObject([{ provider: 'printify' }]);
  });

  it('a webhook that failed makes it due', async () => {
    await parts.rows(
      `insert into webhook_event (id, source, event_id, type, body, state, attempts, occurred_at)
       values ('01977777-7777-7777-8777-777777777777', 'stripe', 'evt_1', 'x', '{}', 'failed', 8, now())`,
    );
    const id = await record('webhook.failed', {
      ...{ source: 'stripe', eventId: 'evt_1', webhookEventId: '01977777-7777-7777-8777-777777777777' },
      reason: 'it is broken',
    });
    await retries().request({ ids: [id] }, 'Ada');
    await jobs.runWaiting('retry-problem');

    expect(await parts.rows('select state, replayed_by from webhook_event')).toEqual([
      { state: 'pending', replayed_by: 'Ada' },
    ]);
  });
});
