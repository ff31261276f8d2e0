import { Database, PgNotifications } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Global, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { sql } from 'kysely';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { noteIn } from '../test/only-fetching.js';
import { openDatabase } from '../test/open-database.js';
import type { ScheduledTask } from './scheduler/scheduled-task.js';
import { taskNames, ScheduledTasks } from './scheduler/scheduled-task.js';
import { SchedulerModule, type TaskClasses } from './scheduler/scheduler.module.js';
import { JobQueue } from './job-queue.js';
import { JobWorker } from './job-worker.js';
import { JobsModule } from './jobs.module.js';

const ran: string[] = [];

@Injectable()
class PruneClock implements ScheduledTask {
  readonly schedule = { dailyAtHour: 3, timeZone: 'Europe/London' };
  readonly timeoutSeconds = 60;
  async run() {
    ran.push('prune');
    return 'Pruned.';
  }
}

@Injectable()
class SweepClock implements ScheduledTask {
  readonly schedule = { everySeconds: 30 };
  readonly timeoutSeconds = 60;
  async run() {
    ran.push('sweep');
    return 'Swept.';
  }
}

@Global()
@Module({})
class DatabaseForTheTest {}

@Injectable()
class IdleClock implements ScheduledTask {
  readonly schedule = { everySeconds: 86_400 };
  readonly timeoutSeconds = 1;
  async run(): Promise<null> {
    return null;
  }
}
const idle = Object.fromEntries(taskNames.map((name) => [name, IdleClock])) as unknown as TaskClasses;
const parts = { imports: [], tasks: { ...idle, 'prune-activity-log': PruneClock, 'sweep-inbox': SweepClock } };
let given: TestDatabase;
let opened: Awaited<ReturnType<typeof openDatabase>>;

beforeEach(async () => {
  ran.length = 0;
  given = await aDatabase();
  opened = await openDatabase(given.url);
});
afterEach(async () => {
  await opened.close();
  await given.drop();
});

@Global()
@Module({})
class SignalsForTheTest {}

function signals(): DynamicModule {
  const provider = { provide: PgNotifications, useFactory: () => new PgNotifications(given.url) };
  return { module: SignalsForTheTest, providers: [provider], exports: [PgNotifications] };
}

async function application(...imports: DynamicModule[]) {
  const { database } = opened;
  const databaseModule = {
    module: DatabaseForTheTest,
    providers: [{ provide: Database, useValue: database }],
    exports: [Database],
  };
  const testing = await Test.createTestingModule({ imports: [databaseModule, ...imports] }).compile();
  return testing.createNestApplication().init();
}

it('lets the worker process ask for jobs and work on them', async () => {
  const worker = await application(JobsModule.forWorker({ databaseUrl: given.url, redisUrl: undefined }));
  const handled: string[] = [];
  await worker.get(JobWorker).start(noteIn(handled));
  await opened.database.transaction((tx) => worker.get(JobQueue).enqueue(tx, 'fetch-order-lines', { orderId: 'one' }));
  await waitFor(() => handled.length === 1);
  await worker.close();
});

it('lets the api ask for jobs, and work on none', async () => {
  const api = await application(JobsModule.forApi({ redisUrl: undefined }));
  await opened.database.transaction((tx) => api.get(JobQueue).enqueue(tx, 'fetch-order-lines', { orderId: 'one' }));
  expect(() => api.get(JobWorker)).toThrow();
  await api.close();
});

describe('jobs that were left in the other kind of queue', () => {
  const redisUrl = 'redis://127.0.0.1:9';
  const waiting = async (table: string) => {
    const { rows } = await sql.raw<{ name: string }>(`select name from ${table}`).execute(opened.database.sql);
    return rows.length;
  };

  it('are worked on where REDIS_URL was taken away', async () => {
    const before = await application(signals(), JobsModule.forApi({ redisUrl }));
    await opened.database.transaction((tx) =>
      before.get(JobQueue).enqueue(tx, 'fetch-order-lines', { orderId: 'left' }),
    );
    await before.close();
    const handled: string[] = [];
    const worker = await application(JobsModule.forWorker({ databaseUrl: given.url, redisUrl: undefined }));
    await worker.get(JobWorker).start(noteIn(handled));
    await waitFor(() => handled.length === 1);
    expect(handled).toEqual(['left']);
    expect(await waiting('job_outbox')).toBe(0);
    await worker.close();
  });

  it('go to the outbox where it was set', async () => {
    const before = await application(JobsModule.forApi({ redisUrl: undefined }));
    await opened.database.transaction((tx) =>
      before.get(JobQueue).enqueue(tx, 'fetch-order-lines', { orderId: 'left' }),
    );
    await before.close();
    const worker = await application(signals(), JobsModule.forWorker({ databaseUrl: given.url, redisUrl }));
    await waitFor(async () => (await waiting('job_outbox')) === 1);
    expect(await waiting('pgboss.job')).toBe(0);
    await worker.close();
  });
});

it('ticks the clocks of the worker', async () => {
  const worker = await application(SchedulerModule.forRoot(parts));
  await waitFor(() => ran.length === 2);
  expect(ran.toSorted()).toEqual(['prune', 'sweep']);
  await worker.close();
});

it('finds the clocks by name for who runs one by hand', async () => {
  const command = await application(SchedulerModule.forCommand(parts));
  const clocks = command.get(ScheduledTasks);
  expect(clocks.find('prune-activity-log')).toBeInstanceOf(PruneClock);
  expect(clocks.find('sweep-inbox')).toBeInstanceOf(SweepClock);
  expect(clocks.find('toString')).toBeUndefined();
  await command.close();
});
