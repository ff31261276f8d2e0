import { ActivityLogQueries } from '@daybook/activity-log';
import { orderStatuses, type ActivityEntry } from '@daybook/contract';
import { OrdersReadModel, ScreensModule } from '@daybook/screens';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleLogger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DateTime } from 'luxon';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aDemoSandbox } from '../support/demo-sandbox.js';
import { testSettings } from '../support/parts.js';
import { DemoShop } from '../../apps/worker/src/demo-shop/demo-shop.js';
import { DemoShopModule } from '../../apps/worker/src/demo-shop/demo-shop.module.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';

const zone = 'Europe/London';
const firstStart = DateTime.fromISO('2026-02-20T16:00:00', { zone });

let database: TestDatabase;
let worker: TestingModule;
let sandbox: Sandbox;

beforeAll(async () => {
  database = await aDatabase();
  const demo = await aDemoSandbox();
  sandbox = await startSandbox(demo.sandboxSettings());
  worker = await Test.createTestingModule({
    imports: [DemoShopModule.forCommand(testSettings(database.url, demo.settings)), ScreensModule],
  })
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .compile();
  await worker.init();
  expect(await worker.get(DemoShop).load(firstStart)).toBeGreaterThanOrEqual(12);
});
afterAll(async () => {
  await worker.close();
  await sandbox.close();
  await database.drop();
});

async function timelineOf(customerName: string): Promise<ActivityEntry[]> {
  const { items } = await worker.get(OrdersReadModel).list({ limit: 200 });
  const order = items.find((summary) => summary.customerName === customerName);
  return (order && (await worker.get(OrdersReadModel).timeline(order.id))?.items) ?? [];
}

const summarize = (timeline: ActivityEntry[]) =>
  timeline.map(({ occurredAt, level, message }) => {
    const sign = level === 'info' ? '●' : '⚠';
    const at = DateTime.fromISO(occurredAt, { zone });
    const isFirstDay = at.hasSame(DateTime.fromISO(timeline[0]?.occurredAt ?? '', { zone }), 'day');
    return `${sign} ${at.toFormat(isFirstDay ? 'HH:mm' : 'd LLL', { locale: 'en-GB' })} ${message}`;
  });

describe('the demo shop', () => {
  it('has the full timeline of an order without problems', async () => {
    expect(summarize(await timelineOf('Ada Green'))).toEqual([
      '● 14:23 Order placed — £43.00 via Stripe',
      '● 14:24 Order confirmation sent to customer@example.com',
      '● 14:25 Submitted to Printify (PFY-78234)',
      '● 14:26 In production at Printify',
      '● 16 Feb Shipped via DHL — tracking: 1Z999AA10123456784',
      '● 16 Feb Shipping notification sent to customer@example.com',
      '● 18 Feb Delivered',
    ]);
  });

  it('has the timeline of an order whose problem the second attempt resolved', async () => {
    const timeline = await timelineOf('Tom Archer');

    expect(summarize(timeline)).toEqual([
      '● 10:00 Order placed — £28.00 via Stripe',
      '● 10:01 Order confirmation sent to customer@example.com',
      '⚠ 10:02 Submission to Printify failed: variant out of stock',
      '● 10:07 Submission retried — attempt 2 of 3',
      '● 10:07 Submitted to Printify (PFY-78299)',
      '● 10:08 In production at Printify',
    ]);
    expect(timeline[2]?.resolvedBy).toEqual({ by: 'event', eventType: 'order.submitted', entryId: timeline[4]?.id });
    expect(timeline[2]?.resolvedAt).toBe(timeline[4]?.occurredAt);
  });

  it('says which attempt of how many each failed submission was', async () => {
    const { items } = await worker.get(ActivityLogQueries).listRecent({ types: ['order.submission_failed'] }, 200);
    expect(items.length).toBeGreaterThan(0);
    for (const { payload } of items) expect(payload).toMatchObject({ attempt: expect.any(Number), of: 3 });
  });

  it('has three entries that need attention', async () => {
    expect(await worker.get(ActivityLogQueries).countNeedingAttention()).toEqual({ count: 3, isCapped: false });
  });

  it('has an order in every state, all of them in the past', async () => {
    const { items } = await worker.get(OrdersReadModel).list({ limit: 200 });

    expect(new Set(items.map(({ status }) => status))).toEqual(new Set(orderStatuses));
    for (const { placedAt } of items) expect(DateTime.fromISO(placedAt) < firstStart).toBe(true);
  });

  it('recorded every event when it happened, except the one marked as received late', async () => {
    const { items } = await worker.get(ActivityLogQueries).listRecent({}, 200);
    const late = items.filter(({ occurredAt, insertedAt }) => insertedAt.getTime() - occurredAt.getTime() > 5 * 60_000);

    expect(late.map(({ message }) => message)).toEqual(['In production at Printify']);
  });

  it('has its payments and its orders at the services, with a time at which each goes on', () => {
    const { payments, providerOrders, checkouts } = sandbox.services;
    expect(payments.newestFirst().flatMap(({ refunds }) => refunds)).toHaveLength(2);
    expect(providerOrders.newestFirst('printify').map(({ id }) => id)).toContain('PFY-78255');
    expect(providerOrders.get('PFY-78255')).toMatchObject({ state: 'shipped', parcels: [{ deliveredAt: null }] });
    expect(checkouts.newestFirst().filter(({ session }) => session.status === 'expired')).toHaveLength(2);
  });

  it('is loaded once', async () => {
    const count = () => worker.get(ActivityLogQueries).listRecent({}, 200);
    const { items } = await count();
    const known = sandbox.services.payments.newestFirst().length;
    expect(await worker.get(DemoShop).load(firstStart)).toBe(0);
    expect((await count()).items).toHaveLength(items.length);
    expect(sandbox.services.payments.newestFirst()).toHaveLength(known);
  });
});
