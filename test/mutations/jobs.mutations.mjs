// The safeties of jobs on Bull and of clocks.

const outbox = 'libs/jobs/src/bull/outbox.ts';
const relay = 'libs/jobs/src/bull/relay.ts';
const clockRuns = 'libs/jobs/src/scheduler/scheduled-runs.ts';
const outboxSpecs = ['libs/jobs/src/bull/outbox.spec'];
const relaySpecs = ['libs/jobs/src/bull/relay.spec'];
const clockSpecs = ['libs/jobs/src/scheduler/scheduler.spec'];
const bullSpecs = ['libs/jobs/src/bull/bull.redis'];

/** @type {import('./mutations.mjs').Mutation[]} */
export const jobMutations = [
  {
    safety: 'a job on Bull goes out after the commit of the transaction that asks for it',
    file: outbox,
    changes: [['.execute(\n      tx.sql,\n    );', '.execute(tx && this.database.sql);']],
    specs: relaySpecs,
  },
  {
    safety: 'what did not arrive in Redis is handed back',
    file: relay,
    changes: [['if (lost.length > 0) await outbox.undispatch(lost);', '']],
    specs: relaySpecs,
  },
  {
    safety: 'what was handed over and not begun is handed over again',
    file: relay,
    changes: [['await this.dispatchAll(() => outbox.markStaleDispatched(redispatchAfterSeconds, mostAtOnce));', '']],
    specs: relaySpecs,
  },
  {
    safety: 'a Redis that may be empty is handed everything',
    file: relay,
    changes: [['await outbox.undispatchAll();', '']],
    specs: relaySpecs,
  },
  {
    safety: 'a turn that is over cannot be begun',
    file: outbox,
    changes: [['where id = ${id} and version = ${version} and ${isFree}', 'where id = ${id} and ${isFree}']],
    specs: outboxSpecs,
  },
  {
    safety: 'a job is claimed by one worker',
    file: outbox,
    changes: [['and ${isFree} for update skip locked)\n      returning', 'and ${isFree})\n      returning']],
    specs: outboxSpecs,
  },
  {
    safety: 'a job is claimed when its lease is over, and no sooner',
    file: outbox,
    changes: [[' and (leased_until is null or leased_until < now())`;', '`;']],
    specs: outboxSpecs,
  },
  {
    safety: 'a waiting job that is changed changes hands',
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
    safety: 'who has lost a job cannot end it',
    file: outbox,
    changes: [
      ['delete from job_outbox where id = ${id} and version = ${version}', 'delete from job_outbox where id = ${id}'],
    ],
    specs: outboxSpecs,
  },
  {
    safety: 'who has lost a job cannot keep it',
    file: outbox,
    changes: [['and job.version = given.version and leased_until is not null', 'and leased_until is not null']],
    specs: outboxSpecs,
  },
  {
    safety: 'who has lost a job is told so',
    file: 'libs/jobs/src/bull/leases.ts',
    changes: [['for (const { id, lost } of held) if (!ours.has(id)) lost.abort();', 'ours.clear();']],
    specs: bullSpecs,
    builds: true,
  },
  {
    safety: 'a worker that stops returns what hangs',
    file: 'libs/jobs/src/bull/bull-worker.ts',
    changes: [['for (const { lost } of this.#leases.held) lost.abort();', '']],
    specs: bullSpecs,
  },
  {
    safety: 'a connection that Redis never answered is given up',
    file: 'libs/redis/src/redis-connections.ts',
    changes: [["connection.on('connect', () => {", "connection.on('ready', () => {"]],
    specs: bullSpecs,
  },
  {
    safety: 'a worker begins without a subscription',
    file: 'libs/jobs/src/bull/bull-worker.ts',
    changes: [["Reflect.set(queue, '_registerEvent', async () => undefined);", '']],
    specs: bullSpecs,
  },
  {
    safety: 'a clock’s run is its holder’s until the lease is over',
    file: clockRuns,
    changes: [
      [
        'where scheduled_run.finished_at is null and scheduled_run.leased_until < now()',
        'where scheduled_run.finished_at is null',
      ],
    ],
    specs: clockSpecs,
  },
  {
    safety: 'a clock’s run that is done is not run again',
    file: clockRuns,
    changes: [
      [
        'where scheduled_run.finished_at is null and scheduled_run.leased_until < now()',
        'where scheduled_run.leased_by <> excluded.leased_by',
      ],
    ],
    specs: clockSpecs,
  },
  {
    safety: 'who has lost a clock’s run cannot finish it',
    file: clockRuns,
    changes: [
      [
        'error = null\n      where task = ${name} and due_at = ${dueAt} and leased_by = ${this.#holder} and',
        'error = null\n      where task = ${name} and due_at = ${dueAt} and',
      ],
    ],
    specs: clockSpecs,
  },
];
