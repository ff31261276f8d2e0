import { Database } from '@daybook/database';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { JobPolicySet } from './job-policy-set.js';
import { JobQueue } from './job-queue.js';
import { JobWorker } from './job-worker.js';
import { PgBossQueue } from './pg-boss/pg-boss-queue.js';
import { PgBossWorker } from './pg-boss/pg-boss-worker.js';

const asking: Provider[] = [
  { provide: JobPolicySet, useValue: new JobPolicySet() },
  { provide: JobQueue, useClass: PgBossQueue },
];

/** Global, because many libraries ask for jobs. Needs `DatabaseModule`, and the tables `migrateJobs` makes. */
@Global()
@Module({})
export class JobsModule {
  /** For a process that asks for jobs and works on none. */
  static forApi(): DynamicModule {
    return { module: JobsModule, providers: asking, exports: [JobQueue] };
  }

  /** For a process that works on jobs: hand the handlers to `JobWorker.work` once the application has started. */
  static forWorker({ url }: { url: string }): DynamicModule {
    const worker: Provider = {
      provide: JobWorker,
      useFactory: (database: Database, policies: JobPolicySet) => new PgBossWorker(database, { url, policies }),
      inject: [Database, JobPolicySet],
    };
    return { module: JobsModule, providers: [...asking, worker], exports: [JobQueue, JobWorker] };
  }
}
