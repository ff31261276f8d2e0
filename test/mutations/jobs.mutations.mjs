// Safeties of jobs on Bull and of scheduled tasks.

const outbox = 'libs/jobs/src/bull/outbox.ts';
const relay = 'libs/jobs/src/bull/relay.ts';
const scheduledRuns = 'libs/jobs/src/scheduler/scheduled-runs.ts';
const outboxSpecs = ['libs/jobs/src/bull/outbox.spec'];
const relaySpecs = ['libs/jobs/src/bull/relay.spec'];
const schedulerSpecs = ['libs/jobs/src/scheduler/scheduler.spec'];
const bullSpecs = ['libs/jobs/src/bull/bull.redis'];

/** @type {import('./mutations.mjs').Mutation[]} */
export const jobMutations = [
  {
    safety: 'a job in Bull is dispatched after the commit of the transaction that enqueues it',
    file: outbox,
    changes: [['.execute(\n      tx.sql,\n    );', '.execute(tx && this.database.sql);']],
    specs: relaySpecs,
  },
  {
    safety: 'a job that did not arrive in Redis is due again',
    file: relay,
    changes: [['if (failed.length > 0 && !this.#isStopping) await outbox.undispatch(failed);', '']],
    specs: relaySpecs,
  },
  {
    safety: 'a job that was dispatched and not claimed is dispatched again',
    file: relay,
    changes: [['await this.dispatchAll(() => outbox.markStaleDispatched(redispatchAfterSeconds, batchSize));', '']],
    specs: relaySpecs,
  },
  {
    safety: 'every job is dispatched again when Redis may have lost its data',
    file: relay,
    changes: [['await outbox.undispatchAll();', '']],
    specs: relaySpecs,
  },
  {
    safety: 'a job cannot be claimed at an old version',
    file: outbox,
    changes: [['where id = ${id} and version = ${version} and ${isRunnable}', 'where id = ${id} and ${isRunnable}']],
    specs: outboxSpecs,
  },
  {
    safety: 'a job is claimed by one worker',
    file: outbox,
    changes: [['and ${isRunnable} for update skip locked)\n      returning', 'and ${isRunnable})\n      returning']],
    specs: outboxSpecs,
  },
  {
    safety: 'a job is not claimed before its lease has expired',
    file: outbox,
    changes: [[' and (leased_until is null or leased_until < now())`;', '`;']],
    specs: outboxSpecs,
  },
  {
    safety: 'a waiting job that changes gets a new version',
    file: outbox,
    changes: [
      [
        'version = job_outbox.version + 1, dispatched_at = null`',
        'version = job_outbox.version, dispatched_at = null`',
      ],
    ],
    specs: outboxSpecs,
  },
  {
    safety: 'a worker that has lost a job cannot complete it',
    file: outbox,
    changes: [
      ['delete from job_outbox where id = ${id} and version = ${version}', 'delete from job_outbox where id = ${id}'],
    ],
    specs: outboxSpecs,
  },
  {
    safety: 'a worker that has lost a job cannot renew its lease',
    file: outbox,
    changes: [['and job.version = given.version and leased_until is not null', 'and leased_until is not null']],
    specs: outboxSpecs,
  },
  {
    safety: 'a worker that has lost a job aborts its attempt',
    file: 'libs/jobs/src/bull/leases.ts',
    changes: [
      [
        'for (const { id, leaseLostController } of jobs) if (!renewed.has(id)) leaseLostController.abort();',
        'renewed.clear();',
      ],
    ],
    specs: bullSpecs,
    builds: true,
  },
  {
    safety: 'a worker that stops returns its hanging jobs',
    file: 'libs/jobs/src/bull/bull-worker.ts',
    changes: [['this.#leases.abortAll();', '']],
    specs: bullSpecs,
  },
  {
    safety: 'a connection that Redis never answers is closed',
    file: 'libs/redis/src/redis-connections.ts',
    changes: [["connection.on('connect', () => {", "connection.on('ready', () => {"]],
    specs: bullSpecs,
  },
  {
    safety: 'a worker starts without a subscription',
    file: 'libs/jobs/src/bull/bull-worker.ts',
    changes: [["Reflect.set(queue, '_registerEvent', async () => undefined);", '']],
    specs: bullSpecs,
  },
  {
    safety: 'a scheduled run is not taken over before its lease has ended',
    file: scheduledRuns,
    changes: [
      [
        'where scheduled_run.finished_at is null and scheduled_run.leased_until < now()',
        'where scheduled_run.finished_at is null',
      ],
    ],
    specs: schedulerSpecs,
  },
  {
    safety: 'a finished occurrence does not run again',
    file: scheduledRuns,
    changes: [
      [
        'where scheduled_run.finished_at is null and scheduled_run.leased_until < now()',
        'where scheduled_run.leased_by <> excluded.leased_by',
      ],
    ],
    specs: schedulerSpecs,
  },
  {
    safety: 'a process that has lost an occurrence cannot finish it',
    file: scheduledRuns,
    changes: [
      [
        'and due_at = ${dueAt} and leased_by = ${this.#processName} and finished_at',
        'and due_at = ${dueAt} and finished_at',
      ],
    ],
    specs: schedulerSpecs,
  },
];
