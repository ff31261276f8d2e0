import { ActivityLogModule } from '@daybook/activity-log';
import { cartsEntities, CartsModule } from '@daybook/carts';
import { catalogEntities } from '@daybook/catalog';
import { loadSettings, type Settings, SettingsModule } from '@daybook/config';
import { Database, DatabaseModule } from '@daybook/database';
import { EventsModule } from '@daybook/events';
import { fulfilmentEntities, FulfilmentModule } from '@daybook/fulfilment';
import { jobsEntities, JobsModule } from '@daybook/jobs';
import { mailEntities, MailModule } from '@daybook/mail';
import { ordersEntities, OrdersModule } from '@daybook/orders';
import { paymentsEntities, PaymentsModule } from '@daybook/payments';
import { ScreensModule } from '@daybook/screens';
import { syncEntities, SyncModule } from '@daybook/sync';
import { WebhooksModule } from '@daybook/webhooks';
import { afterAll, beforeAll } from '@jest/globals';
import { ConsoleLogger, type Type } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import { aDatabase, type TestDatabase } from './database.js';
import { webhookSecret } from './webhook-secret.js';

export function testSettings(databaseUrl: string, more: Record<string, string> = {}): Settings {
  return loadSettings({
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'silent',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_SECRET_KEY: 'sk_test_of_the_tests',
    STRIPE_API_URL: 'http://127.0.0.1:9',
    // a session becomes an order at once, without asking Stripe
    ACCEPT_FOREIGN_SESSIONS: 'on',
    ...more,
  });
}

/** Replaces a provider of the module with a test's own. */
type Change = (testing: TestingModuleBuilder) => TestingModuleBuilder;

/** Assembles the libraries as the worker does, on a test file's database, without background work. */
async function assembleParts(
  databaseUrl: string,
  more?: Record<string, string>,
  change: Change = (testing) => testing,
): Promise<TestingModule> {
  const testing = Test.createTestingModule({
    imports: [
      SettingsModule.forRoot(testSettings(databaseUrl, more)),
      DatabaseModule.forRoot({
        url: databaseUrl,
        entities: [
          ...ordersEntities,
          ...fulfilmentEntities,
          ...paymentsEntities,
          ...cartsEntities,
          ...catalogEntities,
          ...jobsEntities,
          ...mailEntities,
          ...syncEntities,
        ],
        applicationName: 'daybook test',
      }),
      ActivityLogModule,
      CartsModule,
      EventsModule,
      FulfilmentModule,
      JobsModule.forProducer(testSettings(databaseUrl, more)),
      MailModule,
      OrdersModule,
      PaymentsModule,
      ScheduleModule.forRoot(),
      ScreensModule,
      SyncModule,
      WebhooksModule,
    ],
  }).setLogger(new ConsoleLogger({ logLevels: [] }));
  const parts = await change(testing).compile();
  return parts.init();
}

/** Settings that override the defaults; a function is called once the file's own servers have started. */
export type MoreSettings = Record<string, string> | (() => Record<string, string>);
export const theMore = (more: MoreSettings | undefined) => (typeof more === 'function' ? more() : more);

/** The assembled libraries and a database for one test file: `parts.get(OrdersService)`. */
export function useParts(more?: MoreSettings, change?: Change) {
  let database: TestDatabase | undefined;
  let parts: TestingModule | undefined;
  beforeAll(async () => {
    database = await aDatabase();
    parts = await assembleParts(database.url, theMore(more), change);
  });
  afterAll(async () => {
    await parts?.close();
    await database?.drop();
  });
  const made = <T>(part: T | undefined): T => {
    if (!part) throw new Error('The parts are put together before the first test: ask for them inside one.');
    return part;
  };
  const get = <T>(part: Type<T> | (abstract new (...args: never[]) => T)): T => made(parts).get<T>(part);
  return {
    get,
    get databaseUrl() {
      return made(database).url;
    },
    /** Runs a statement directly on the pool, outside the libraries. */
    async rows<T>(statement: string, values: unknown[] = []): Promise<T[]> {
      const pool = await get(Database).pool();
      return (await pool.query(statement, values)).rows as T[];
    },
    /** Empties the tables, for a test that counts. */
    async clear() {
      const tables =
        'activity_log, customer_order, order_number_day, webhook_event, metric_counter, scheduled_run, ' +
        'cart, cart_checkout, abandoned_cart, unsubscribed_address, service_outage';
      await (await get(Database).pool()).query(`truncate ${tables} cascade`);
    },
  };
}
