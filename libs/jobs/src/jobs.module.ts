import { Database, Nudges } from '@daybook/database';
import { RedisConnections } from '@daybook/redis';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { Queue } from 'bull';
import { toBullQueues, queueTokens, registerQueues } from './bull/bull-queues.js';
import { BullWorker } from './bull/bull-worker.js';
import { OutboxQueue } from './bull/outbox-queue.js';
import { Outbox, type JobRef } from './bull/outbox.js';
import { JobList, type InspectableQueue } from './job-list.js';
import { applyRetryOverrides, JobPolicies, type RetryOverrides } from './job-policies.js';
import { JobQueue } from './job-queue.js';
import { JobWorker } from './job-worker.js';
import { PgBossQueue } from './pg-boss/pg-boss-queue.js';
import { PgBossWorker } from './pg-boss/pg-boss-worker.js';
import { createOutboxMover, createPgBossMover, QueueMigration } from './queue-migration.js';

/** Satisfied by `Settings`. */
export interface JobsOptions extends RetryOverrides {
  databaseUrl: string;
  /** Jobs go through Bull, or stay in PostgreSQL with pg-boss when it is undefined. The same in every process. */
  redisUrl: string | undefined;
}

/** Global, because many libraries enqueue jobs. Needs `DatabaseModule`, and the tables that `migrate` and `migrateJobs` create. */
@Global()
@Module({})
export class JobsModule {
  /** For a process that enqueues and lists jobs. It needs no connection to Redis. */
  static forProducer(options: Omit<JobsOptions, 'databaseUrl'>): DynamicModule {
    const list: Provider = {
      provide: JobList,
      useFactory: (database: Database, policies: JobPolicies, queue: JobQueue & InspectableQueue) =>
        new JobList(database, policies, queue),
      inject: [Database, JobPolicies, JobQueue],
    };
    return {
      module: JobsModule,
      providers: [...queueProviders(options), list],
      exports: [JobPolicies, JobQueue, JobList],
    };
  }

  /** For a process that also runs jobs: call `JobWorker.start` once the application has started. */
  static forWorker(options: JobsOptions): DynamicModule {
    const { databaseUrl, redisUrl } = options;
    const exports = [JobPolicies, JobQueue, JobWorker];
    const queue = queueProviders(options);
    if (!redisUrl) return { module: JobsModule, exports, providers: [...queue, ...pgBossProviders(databaseUrl)] };
    const connections = new RedisConnections(redisUrl, {
      loggerName: 'JobWorker',
      consequence: 'jobs wait in the database',
    });
    return {
      module: JobsModule,
      exports,
      imports: [registerQueues(connections)],
      providers: [...queue, ...bullProviders(connections, databaseUrl)],
    };
  }
}

function queueProviders(options: Omit<JobsOptions, 'databaseUrl'>): Provider[] {
  const policies = { provide: JobPolicies, useValue: new JobPolicies(applyRetryOverrides(options)) };
  return options.redisUrl
    ? [policies, Outbox, { provide: JobQueue, useClass: OutboxQueue }]
    : [policies, { provide: JobQueue, useClass: PgBossQueue }];
}

function pgBossProviders(url: string): Provider[] {
  return [
    Outbox,
    {
      provide: JobWorker,
      useFactory: (database: Database, policies: JobPolicies) => new PgBossWorker(database, { url, policies }),
      inject: [Database, JobPolicies],
    },
    {
      provide: QueueMigration,
      useFactory: (database: Database, outbox: Outbox, queue: JobQueue) =>
        new QueueMigration(createOutboxMover(database, outbox, queue)),
      inject: [Database, Outbox, JobQueue],
    },
  ];
}

function bullProviders(connections: RedisConnections, databaseUrl: string): Provider[] {
  return [
    {
      provide: JobWorker,
      useFactory: (outbox: Outbox, nudges: Nudges, policies: JobPolicies, ...queues: Queue<JobRef>[]) =>
        new BullWorker({ outbox, nudges, policies, connections, queues: toBullQueues(queues) }),
      inject: [Outbox, Nudges, JobPolicies, ...queueTokens],
    },
    {
      provide: QueueMigration,
      useFactory: (database: Database, queue: JobQueue) =>
        new QueueMigration(createPgBossMover(database, databaseUrl, queue)),
      inject: [Database, JobQueue],
    },
  ];
}
