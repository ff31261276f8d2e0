import { Database, Nudges } from '@daybook/database';
import { RedisConnections } from '@daybook/redis';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { Queue } from 'bull';
import { byName, queueTokens, registerQueues } from './bull/bull-queues.js';
import { BullWorker } from './bull/bull-worker.js';
import { OutboxRows } from './bull/outbox-rows.js';
import { OutboxQueue } from './bull/outbox-queue.js';
import { Outbox, type JobRef } from './bull/outbox.js';
import { QueueMigration } from './queue-migration/queue-migration.js';
import { drainOutbox } from './queue-migration/drain-outbox.js';
import { drainPgBoss } from './queue-migration/drain-pg-boss.js';
import { applyRetryOverrides, type RetryOverrides } from './job-map.js';
import { JobPolicies } from './job-policies.js';
import { JobQueue } from './job-queue.js';
import { JobWorker } from './job-worker.js';
import { JobList } from './list/job-list.js';
import { BossRows } from './pg-boss/boss-rows.js';
import { PgBossQueue } from './pg-boss/pg-boss-queue.js';
import { PgBossWorker } from './pg-boss/pg-boss-worker.js';

/** `Settings` has them all. */
export interface JobsOptions extends RetryOverrides {
  databaseUrl: string;
  /** Jobs go through Bull; without it they are kept in PostgreSQL by pg-boss. The same in every process. */
  redisUrl: string | undefined;
}

const policies = (options: RetryOverrides): Provider => ({
  provide: JobPolicies,
  useValue: new JobPolicies(applyRetryOverrides(options)),
});
const askingPgBoss: Provider[] = [PgBossQueue, { provide: JobQueue, useExisting: PgBossQueue }];
const askingBull: Provider[] = [Outbox, { provide: JobQueue, useClass: OutboxQueue }];

const listOfPgBoss: Provider = {
  provide: JobList,
  useFactory: (database: Database, queue: PgBossQueue, policies: JobPolicies) =>
    new JobList(database, queue, policies, new BossRows(queue)),
  inject: [Database, PgBossQueue, JobPolicies],
};
const listOfOutbox: Provider = {
  provide: JobList,
  useFactory: (database: Database, queue: JobQueue, policies: JobPolicies, nudges: Nudges) =>
    new JobList(database, queue, policies, new OutboxRows(nudges)),
  inject: [Database, JobQueue, JobPolicies, Nudges],
};

const crossingFromOutbox: Provider = {
  provide: QueueMigration,
  useFactory: (database: Database, outbox: Outbox, queue: JobQueue) =>
    new QueueMigration(drainOutbox(database, outbox, queue)),
  inject: [Database, Outbox, JobQueue],
};
const crossingFromPgBoss = (url: string): Provider => ({
  provide: QueueMigration,
  useFactory: (database: Database, queue: JobQueue) => new QueueMigration(drainPgBoss(database, url, queue)),
  inject: [Database, JobQueue],
});

/** Global, because many libraries ask for jobs. Needs `DatabaseModule`, and the tables `migrate` and `migrateJobs` make. */
@Global()
@Module({})
export class JobsModule {
  /** For a process that asks for jobs, shows them, and works on none: they are rows, so it needs no connection to Redis. */
  static forApi(options: Omit<JobsOptions, 'databaseUrl'>): DynamicModule {
    const asking = options.redisUrl ? [...askingBull, listOfOutbox] : [...askingPgBoss, listOfPgBoss];
    return {
      module: JobsModule,
      providers: [policies(options), ...asking],
      exports: [JobPolicies, JobQueue, JobList],
    };
  }

  /** For a process that works on jobs: hand the handlers to `JobWorker.work` once the application has started. */
  static forWorker(options: JobsOptions): DynamicModule {
    const { databaseUrl, redisUrl } = options;
    const working = { module: JobsModule, exports: [JobPolicies, JobQueue, JobWorker] };
    const tries = policies(options);
    if (!redisUrl) {
      return { ...working, providers: [tries, ...askingPgBoss, pgBossWorker(databaseUrl), Outbox, crossingFromOutbox] };
    }
    const connections = new RedisConnections(redisUrl, {
      logger: 'JobWorker',
      consequence: 'jobs wait in the database',
    });
    return {
      ...working,
      imports: [registerQueues(connections)],
      providers: [tries, ...askingBull, bullWorker(connections), crossingFromPgBoss(databaseUrl)],
    };
  }
}

function pgBossWorker(url: string): Provider {
  return {
    provide: JobWorker,
    useFactory: (database: Database, policies: JobPolicies) => new PgBossWorker(database, { url, policies }),
    inject: [Database, JobPolicies],
  };
}

function bullWorker(connections: RedisConnections): Provider {
  return {
    provide: JobWorker,
    useFactory: (outbox: Outbox, nudges: Nudges, policies: JobPolicies, ...queues: Queue<JobRef>[]) =>
      new BullWorker({ outbox, nudges, policies, connections, queues: byName(queues) }),
    inject: [Outbox, Nudges, JobPolicies, ...queueTokens],
  };
}
