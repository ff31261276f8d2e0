import { createApi } from '../../apps/api/src/create-api.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { Accounts } from '@daybook/accounts';
import { JobWorker } from '@daybook/jobs';
import { InboxWorker } from '@daybook/webhooks';
import { afterAll, beforeAll } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import { aDatabase, type TestDatabase } from './database.js';
import { testSettings, theMore, type MoreSettings } from './parts.js';
import { ownersPassword, signIn } from './sign-in.js';
import { aStripeEvent, stripeSignature } from './stripe.js';

interface Running {
  database: TestDatabase;
  pool: pg.Pool;
  api: NestExpressApplication;
  address: string;
  worker: INestApplicationContext;
}

const settingsFor = (databaseUrl: string, more: Record<string, string>) =>
  testSettings(databaseUrl, { ADMIN_PASSWORD: ownersPassword, ...more });

/** Starts an api in this process. The caller closes it. */
export async function startApi(
  databaseUrl: string,
  more: Record<string, string> = {},
): Promise<NestExpressApplication> {
  const api = await createApi(settingsFor(databaseUrl, more));
  await api.get(Accounts).ensureOwner();
  await api.listen(0, '127.0.0.1');
  return api;
}

/** Starts a worker in this process. The caller closes it. */
export async function startWorker(
  databaseUrl: string,
  more: Record<string, string> = {},
): Promise<INestApplicationContext> {
  const module = WorkerModule.forRoot(settingsFor(databaseUrl, more));
  const worker = await NestFactory.createApplicationContext(module, { logger: false });
  await worker.get(JobWorker).start();
  await worker.get(InboxWorker).start();
  return worker;
}

async function run(more: MoreSettings): Promise<Running> {
  const database = await aDatabase();
  const given = theMore(more);
  const api = await startApi(database.url, given);
  const worker = await startWorker(database.url, given);
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  return { database, pool, api, address: await api.getUrl(), worker };
}

/** Starts an api and a worker in this process for one test file, on their own database. */
export function useDaybook(more: MoreSettings = {}) {
  let running: Running | undefined;
  let isWorking = true;
  beforeAll(async () => {
    running = await run(more);
  });
  afterAll(async () => {
    await running?.api.close();
    if (isWorking) await running?.worker.close();
    await running?.pool.end();
    await running?.database.drop();
  });
  const now = (): Running => {
    if (!running) throw new Error('Daybook is started before the first test: ask for it inside one.');
    return running;
  };
  return {
    get api() {
      return now().api;
    },
    get address() {
      return now().address;
    },
    get databaseUrl() {
      return now().database.url;
    },
    get worker() {
      return now().worker;
    },
    /** Stops the worker, so that from now on only requests cause changes. */
    async stopWorker(): Promise<void> {
      isWorking = false;
      await now().worker.close();
    },
    async rows<T>(statement: string, values: unknown[] = []): Promise<T[]> {
      return (await now().pool.query(statement, values)).rows as T[];
    },
    /** Removes every webhook, order and entry, in the worker's locking order to avoid a deadlock. */
    async clear(): Promise<void> {
      await now().pool.query('truncate webhook_event, order_number_day, customer_order, activity_log cascade');
    },
    /** Posts a webhook as Stripe would; `headers` override the defaults. */
    postStripeWebhook(body: string | Buffer = aStripeEvent(), headers: Record<string, string> = {}): Promise<Response> {
      return fetch(`${now().address}/webhooks/stripe`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'stripe-signature': stripeSignature(body),
          ...headers,
        },
        body,
      });
    },
    /** Signs in and returns the cookie. */
    signIn(): Promise<string> {
      return signIn(now().address);
    },
    /** Sends a request with that session and returns the parsed body; throws unless the status is 2xx. */
    async ask<T>(cookie: string, path: string, init: RequestInit = {}): Promise<T> {
      const response = await fetch(now().address + path, {
        ...init,
        headers: { cookie, 'content-type': 'application/json' },
      });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return (response.status === 204 ? undefined : await response.json()) as T;
    },
  };
}
