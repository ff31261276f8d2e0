import { createApi } from '../../apps/api/src/create-api.js';
import { JobHandlers } from '../../apps/worker/src/job-handlers.js';
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

/** An api in this process; whoever asks for it closes it. */
export async function startApi(
  databaseUrl: string,
  more: Record<string, string> = {},
): Promise<NestExpressApplication> {
  const api = await createApi(settingsFor(databaseUrl, more));
  await api.get(Accounts).ensureOwner();
  await api.listen(0, '127.0.0.1');
  return api;
}

/** A worker in this process; whoever asks for it closes it. */
export async function startWorker(
  databaseUrl: string,
  more: Record<string, string> = {},
): Promise<INestApplicationContext> {
  const module = WorkerModule.forRoot(settingsFor(databaseUrl, more));
  const worker = await NestFactory.createApplicationContext(module, { logger: false });
  await worker.get(JobWorker).start(worker.get(JobHandlers).byName);
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

/** An api and a worker for a test file, in this process, on a database of their own. */
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
    get worker() {
      return now().worker;
    },
    /** From here on nothing happens that no request asks for. */
    async rest(): Promise<void> {
      isWorking = false;
      await now().worker.close();
    },
    async rows<T>(statement: string, values: unknown[] = []): Promise<T[]> {
      return (await now().pool.query(statement, values)).rows as T[];
    },
    /** Takes away every webhook, order and entry: in the order in which the worker locks them, or the two wait for each other. */
    async clear(): Promise<void> {
      await now().pool.query('truncate webhook_event, order_number_counter, customer_order, activity_log cascade');
    },
    /** Sends a webhook as Stripe would; `headers` over its own. */
    hear(body: string | Buffer = aStripeEvent(), headers: Record<string, string> = {}): Promise<Response> {
      return fetch(`${now().address}/webhooks/stripe`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'stripe-signature': stripeSignature(body.toString()),
          ...headers,
        },
        body,
      });
    },
    /** The cookie of somebody who has just signed in. */
    signIn(): Promise<string> {
      return signIn(now().address);
    },
    /** Asks the api as somebody signed in; gives the parsed answer. */
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
