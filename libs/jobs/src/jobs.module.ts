import { Database, Nudges } from '@daybook/database';
import { RedisConnections } from '@daybook/redis';
import { Settings } from '@daybook/config';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bull';
import { toBullQueues, queueTokens, registerQueues } from './bull/bull-queues.js';
import { BullWorker } from './bull/bull-worker.js';
import { OutboxQueue } from './bull/outbox-queue.js';
import { Outbox, type JobRef } from './bull/outbox.js';
import { JobList, type InspectableQueue } from './job-list.js';
import { JobPolicies } from './job-policies.js';
import { JobQueue } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { JobWorker } from './job-worker.js';
import { PgBossQueue } from './pg-boss/pg-boss-queue.js';
import { PgBossWorker } from './pg-boss/pg-boss-worker.js';
import { createOutboxMover, createPgBossMover, QueueMigration } from './queue-migration.js';
import { ResourceLeases } from './resource-leases.js';

/** Satisfied by `Settings`. */
export interface JobsOptions {
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
      exports: [JobPolicies, JobQueue, JobList, ResourceLeases],
    };
  }

  /** For a process that also runs jobs: call `JobWorker.start` once the application has started. */
  static forWorker(options: JobsOptions): DynamicModule {
    const { databaseUrl, redisUrl } = options;
    const exports = [JobPolicies, JobQueue, JobWorker, ResourceLeases];
    const queue = [...queueProviders(options), runner];
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
  const policies: Provider = {
    provide: JobPolicies,
    useFactory: (settings: Settings) => new JobPolicies(settings),
    inject: [Settings],
  };
  return options.redisUrl
    ? [policies, ResourceLeases, Outbox, { provide: JobQueue, useClass: OutboxQueue }]
    : [policies, ResourceLeases, { provide: JobQueue, useClass: PgBossQueue }];
}

const runner: Provider = {
  provide: JobRunner,
  useFactory: (database: Database, leases: ResourceLeases, policies: JobPolicies, modules: ModuleRef) =>
    new JobRunner(database, leases, policies, (jobClass) => modules.get(jobClass, { strict: false })),
  inject: [Database, ResourceLeases, JobPolicies, ModuleRef],
};

function pgBossProviders(url: string): Provider[] {
  return [
    Outbox,
    {
      provide: JobWorker,
      useFactory: (database: Database, policies: JobPolicies, jobs: JobRunner) =>
        new PgBossWorker(database, { url, policies, runner: jobs }),
      inject: [Database, JobPolicies, JobRunner],
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
      useFactory: (
        outbox: Outbox,
        nudges: Nudges,
        policies: JobPolicies,
        jobs: JobRunner,
        ...queues: Queue<JobRef>[]
      ) => new BullWorker({ outbox, nudges, policies, runner: jobs, connections, queues: toBullQueues(queues) }),
      inject: [Outbox, Nudges, JobPolicies, JobRunner, ...queueTokens()],
    },
    {
      provide: QueueMigration,
      useFactory: (database: Database, queue: JobQueue) =>
        new QueueMigration(createPgBossMover(database, databaseUrl, queue)),
      inject: [Database, JobQueue],
    },
  ];
}
