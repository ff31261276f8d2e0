import { loadSettings, SettingsModule } from '@daybook/config';
import { Database, Nudges, PgNotifications } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Global, Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { countRows } from '../test/contract/test-queue.js';
import { openDatabase } from '../test/open-database.js';
import { recordIn, TestJob, TestJobWithLanes } from '../test/test-job.js';
import { JobQueue } from './job-queue.js';
import { JobWorker } from './job-worker.js';
import { JobsModule } from './jobs.module.js';

@Global()
@Module({})
class TestDatabaseModule {}

let given: TestDatabase;
let opened: Awaited<ReturnType<typeof openDatabase>>;
const applications: INestApplication[] = [];

beforeEach(async () => {
  given = await aDatabase();
  opened = await openDatabase(given.url);
});
afterEach(async () => {
  for (const application of applications.splice(0)) await application.close();
  await opened.close();
  await given.drop();
});

async function start(jobsModule: DynamicModule): Promise<INestApplication> {
  const notifications = { provide: PgNotifications, useFactory: () => new PgNotifications(given.url) };
  const database = { provide: Database, useValue: opened.database };
  const databaseModule = {
    module: TestDatabaseModule,
    providers: [database, notifications, Nudges, TestJob, TestJobWithLanes],
    exports: [Database, Nudges, PgNotifications],
  };
  const testing = await Test.createTestingModule({
    imports: [SettingsModule.forRoot(loadSettings({ DATABASE_URL: given.url })), databaseModule, jobsModule],
  }).compile();
  const application = await testing.createNestApplication().init();
  applications.push(application);
  return application;
}

const enqueue = (application: INestApplication, orderId: string) =>
  opened.database.transaction((tx) => application.get(JobQueue).enqueue(tx, TestJob, { orderId }));

it('lets the worker enqueue and run jobs', async () => {
  const worker = await start(JobsModule.forWorker({ databaseUrl: given.url, redisUrl: undefined }));
  const handled: string[] = [];
  worker.get(TestJob).handle = recordIn(handled);
  await worker.get(JobWorker).start();
  await enqueue(worker, 'one');
  await waitFor(() => handled.length === 1);
});

it('lets the api enqueue jobs but not run them', async () => {
  const api = await start(JobsModule.forProducer({ redisUrl: undefined }));
  await enqueue(api, 'one');
  expect(() => api.get(JobWorker)).toThrow();
});

describe('jobs in the queue used before', () => {
  const redisUrl = 'redis://127.0.0.1:9';

  it('run after REDIS_URL was removed', async () => {
    await enqueue(await start(JobsModule.forProducer({ redisUrl })), 'left');
    const handled: string[] = [];
    const worker = await start(JobsModule.forWorker({ databaseUrl: given.url, redisUrl: undefined }));
    worker.get(TestJob).handle = recordIn(handled);
    await worker.get(JobWorker).start();
    await waitFor(() => handled.length === 1);
    expect(handled).toEqual(['left']);
    expect(await countRows(opened.database, 'job_outbox')).toBe(0);
  });

  it('move to the outbox after REDIS_URL was set', async () => {
    await enqueue(await start(JobsModule.forProducer({ redisUrl: undefined })), 'left');
    await start(JobsModule.forWorker({ databaseUrl: given.url, redisUrl }));
    await waitFor(async () => (await countRows(opened.database, 'job_outbox')) === 1);
    expect(await countRows(opened.database, 'pgboss.job')).toBe(0);
  });
});
