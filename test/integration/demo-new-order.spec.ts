import { Database } from '@daybook/database';
import { OrdersService } from '@daybook/orders';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { DemoShop } from '../../apps/worker/src/demo-shop/demo-shop.js';
import { DemoShopModule } from '../../apps/worker/src/demo-shop/demo-shop.module.js';
import { aCheckout } from '../support/a-checkout.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aDemoSandbox } from '../support/demo-sandbox.js';
import { testSettings } from '../support/parts.js';

const email = 'kate.dunmore@example.com';
let database: TestDatabase;
beforeEach(async () => {
  database = await aDatabase();
});
afterEach(() => database.drop());

/** The demo is loaded, twice, beside a sandbox that knows nothing yet; returns how often the new order was paid there. */
async function load(real: Record<string, string> = {}, customers: string[] = []): Promise<number> {
  const demo = await aDemoSandbox();
  const sandbox = await startSandbox(demo.sandboxSettings());
  const settings = testSettings(database.url, { ...demo.settings, ...real });
  const app = await NestFactory.createApplicationContext(DemoShopModule.forCommand(settings), { logger: false });
  for (const customerEmail of customers)
    await app
      .get(Database)
      .transaction((tx) => app.get(OrdersService).place(tx, aCheckout({ customerEmail }), new Date()));
  await app.get(DemoShop).load();
  await app.get(DemoShop).load();
  const payments = sandbox.services.payments.newestFirst().filter((payment) => payment.email === email);
  await app.close();
  await sandbox.close();
  return payments.length;
}

it('the demo’s new order is placed once where every service is the sandbox', async () => {
  expect(await load()).toBe(1);
});

it('the demo’s new order is not placed with a real mail server, whose mail it would get', async () => {
  expect(await load({ SANDBOX_SERVICES: 'stripe,printify,printful' })).toBe(0);
});

it('the demo’s new order is not placed in a shop that had orders', async () => {
  expect(await load({}, ['ada@example.com'])).toBe(0);
});

it('the demo’s new order is not placed again at a sandbox that has forgotten it', async () => {
  await load();
  expect(await load({}, [email])).toBe(0);
});
