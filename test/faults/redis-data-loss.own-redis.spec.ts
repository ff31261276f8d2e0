import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { anOwnRedis } from '../support/own-redis.js';
import { aTcpProxyTo, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';
import { aShopUnderLoad, type ShopUnderLoad } from './chaos/shop-under-load.js';

let redis: Awaited<ReturnType<typeof anOwnRedis>>;
let wire: TcpProxy;
let shop: ShopUnderLoad;

beforeEach(async () => {
  redis = await anOwnRedis();
  wire = await aTcpProxyTo(redis.url);
});
afterEach(async () => {
  await shop.close();
  await wire.cut();
  await redis.drop();
});

const untried = () => shop.count('job_outbox where attempts = 0');
const handedOver = () => shop.count('job_outbox where dispatched_at is not null');

/** Waits until some jobs are blocked on Stripe and many are queued in Redis. */
async function midRun(failure: () => unknown): Promise<void> {
  shop.stripe.pause();
  shop.sendSome();
  await waitFor(async () => (await handedOver()) > 10);
  await failure();
  shop.stripe.resume();
}

/** Only jobs notice that Redis is missing. */
async function expectProgressWithoutRedis(): Promise<void> {
  await shop.expectProgress();
  await waitFor(async () => (await untried()) > 10);
}

async function everythingHasRunOnce(): Promise<void> {
  expect(await shop.end()).toEqual({ isInTime: true, others: {}, differences: [] });
}

describe('under load, Redis', () => {
  it('down at startup delays only jobs, which run once it is up', async () => {
    shop = await aShopUnderLoad(redis.url);
    await expectProgressWithoutRedis();
    await redis.start();
    await everythingHasRunOnce();
  }, 300_000);

  it('unresponsive at startup delays only jobs, which run once it responds', async () => {
    await redis.start();
    wire.blackHole();
    shop = await aShopUnderLoad(wire.url);
    await expectProgressWithoutRedis();
    await wire.mend();
    await everythingHasRunOnce();
  }, 300_000);

  it('killed three times delays only jobs, which run once it is back without its data', async () => {
    await redis.start();
    shop = await aShopUnderLoad(redis.url);
    for (let kills = 0; kills < 3; kills += 1) {
      await shop.expectProgress();
      await midRun(() => redis.kill());
      await expectProgressWithoutRedis();
      await redis.start();
    }
    await everythingHasRunOnce();
  }, 300_000);

  it('flushed while in use gets the lost jobs dispatched again', async () => {
    await redis.start();
    shop = await aShopUnderLoad(redis.url);
    await shop.expectProgress();
    await midRun(async () => {
      // jobs are marked as dispatched before they are
      await waitFor(async () => (await redis.countKeys()) > 10);
      await redis.empty();
    });
    await shop.expectProgress();
    await everythingHasRunOnce();
  }, 300_000);

  it('unresponsive while in use delays only jobs, which run once it responds again', async () => {
    await redis.start();
    shop = await aShopUnderLoad(wire.url);
    await shop.expectProgress();
    await midRun(() => wire.blackHole());
    await expectProgressWithoutRedis();
    await wire.mend();
    await everythingHasRunOnce();
  }, 300_000);
});
