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
    changes: [
      [
        `await tx\n      .kysely<JobsTables>()\n      .insertInto('job_outbox')`,
        `await this.database\n      .kysely<JobsTables>()\n      .insertInto('job_outbox')`,
      ],
    ],
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
    changes: [
      [
        `.where('version', '=', version)\n          .where(isRunnable)\n          .forUpdate()`,
        `.where(isRunnable)\n          .forUpdate()`,
      ],
    ],
    specs: outboxSpecs,
  },
  {
    safety: 'a job is claimed by one worker',
    file: outbox,
    changes: [
      [
        `.where('version', '=', version)\n          .where(isRunnable)\n          .forUpdate()\n          .skipLocked(),`,
        `.where('version', '=', version)\n          .where(isRunnable),`,
      ],
    ],
    specs: outboxSpecs,
  },
  {
    safety: 'a job is not claimed before its lease has expired',
    file: outbox,
    changes: [[`\n    job.or([job('leased_until', 'is', null), job('leased_until', '<', now())]),\n`, '\n']],
    specs: outboxSpecs,
  },
  {
    safety: 'a waiting job that changes gets a new version',
    file: outbox,
    changes: [[`version: waiting('job_outbox.version', '+', 1),`, `version: waiting.ref('job_outbox.version'),`]],
    specs: outboxSpecs,
  },
  {
    safety: 'a worker that has lost a job cannot complete it',
    file: outbox,
    changes: [
      [
        `deleteFrom('job_outbox').where('id', '=', id).where('version', '=', version)`,
        `deleteFrom('job_outbox').where('id', '=', id).where('version', '>=', version)`,
      ],
    ],
    specs: outboxSpecs,
  },
  {
    safety: 'a worker that has lost a job cannot renew its lease',
    file: outbox,
    changes: [[`\n      .whereRef('job_outbox.version', '=', 'given.version');`, ';']],
    specs: outboxSpecs,
  },
  {
    safety: 'a worker that has lost a job aborts its attempt',
    file: 'libs/jobs/src/bull/leases.ts',
    changes: [['else job.leaseLostController.abort();', '']],
    specs: bullSpecs,
    builds: true,
  },
  {
    safety: 'only the attempt that holds the lease records what its call came to',
    file: 'libs/jobs/src/job-runner.ts',
    changes: [
      ["if (!(await this.leases.release(tx, lease))) throw new JobLostError('another attempt has taken over');", ''],
    ],
    specs: ['libs/jobs/src/job-runner'],
  },
  {
    safety: 'an attempt that another one has taken over makes no call',
    file: 'libs/jobs/src/job-runner.ts',
    changes: [['if (!isHeld || leaseLost.aborted)', 'if (!isHeld && leaseLost.aborted)']],
    specs: ['libs/jobs/src/job-runner'],
  },
  {
    safety: 'a job whose last attempt fails outside its call says so in its domain',
    file: 'libs/jobs/src/job-runner.ts',
    changes: [['if (isLost || follows || !steps.recordFailure) throw error;', 'throw error;']],
    specs: ['libs/jobs/src/job-runner'],
  },
  {
    safety: 'a job that crashes its workers makes no further call',
    file: 'libs/jobs/src/job-runner.ts',
    changes: [['job.attempts > maxAttempts + maxCrashes', 'job.attempts > maxAttempts * maxCrashes']],
    specs: ['libs/jobs/src/job-runner'],
  },
  {
    safety: 'a job without a call that crashes its workers is discarded, too',
    file: 'libs/jobs/src/job-runner.ts',
    changes: [['return isCrashing ? discard(crashed) : ', 'return ']],
    specs: ['libs/jobs/src/job-runner'],
  },
  {
    safety: 'a renewal that hangs does not keep a lease for ever',
    file: 'libs/jobs/src/keep-renewing.ts',
    changes: [[', setInterval(abortEnded, checkMs)', '']],
    specs: ['libs/jobs/src/keep-renewing'],
  },
  {
    safety: 'two attempts never work on one resource',
    file: 'libs/jobs/src/resource-leases.ts',
    changes: [[`.where('job_lease.leased_until', '<', now()),`, ',']],
    specs: ['libs/jobs/src/job-runner'],
  },
  {
    safety: 'no service is called inside a transaction',
    file: 'libs/database/src/outside-calls.ts',
    changes: [["if (current.getStore() === 'transaction')", "if (current.getStore() === undefined && service === '')"]],
    specs: ['test/integration/outside-calls'],
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
    changes: [[`.where('scheduled_run.leased_until', '<', now()),`, ',']],
    specs: schedulerSpecs,
  },
  {
    safety: 'a finished occurrence does not run again',
    file: scheduledRuns,
    changes: [[`.where('scheduled_run.finished_at', 'is', null)\n              .where(`, `.where(`]],
    specs: schedulerSpecs,
  },
  {
    safety: 'a process that has lost an occurrence cannot finish it',
    file: scheduledRuns,
    changes: [[`.where('leased_by', '=', this.#processName)`, '']],
    specs: schedulerSpecs,
  },
];
