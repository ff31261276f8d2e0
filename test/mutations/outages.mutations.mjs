// Safeties of days on which a provider, a disk or a program fails.

const outages = 'libs/fulfilment/src/provider-outages.ts';
const submit = 'libs/fulfilment/src/submit-fulfilment.job.ts';
const outageSpecs = ['test/integration/provider-outages'];
const diskSpecs = ['test/integration/full-disk'];
const programs = 'apps/launcher/src/programs.ts';

/** @type {import('./mutations.mjs').Mutation[]} */
export const outageMutations = [
  {
    safety: 'a failure that is not about the order is its provider’s problem',
    file: submit,
    changes: [['return failure.isOutage\n', 'return failure.externalIdUsedUp\n']],
    specs: outageSpecs,
  },
  {
    safety: 'during an outage one submission at a time is attempted',
    file: outages,
    changes: [[`.where('next_attempt_at', '<=', now())`, '']],
    specs: outageSpecs,
  },
  {
    safety: 'an answer of the provider ends its outage',
    file: submit,
    changes: [['await this.outages.recordAnswer(tx, provider);', '']],
    specs: outageSpecs,
  },
  {
    safety: 'an attempt during an outage does not count',
    file: submit,
    changes: [['return isSuspected || isLastAttempt\n', 'return false\n']],
    specs: outageSpecs,
  },
  {
    safety: 'an order that fails while others are accepted is given up',
    file: submit,
    changes: [['if (isLastAttempt && waitingSince && !isSuspected)', 'if (failure.externalIdUsedUp)']],
    specs: outageSpecs,
  },
  {
    safety: 'an outage that ends at this moment is not published again',
    file: outages,
    changes: [['.forNoKeyUpdate()', '']],
    specs: outageSpecs,
  },
  {
    safety: 'a confirmed outage does not begin once more',
    file: outages,
    changes: [[`.where('provider_outage.ended_at', 'is not', null)`, '']],
    specs: outageSpecs,
  },
  {
    safety: 'no provider puts submissions to sleep for longer than an hour',
    file: outages,
    changes: [['Math.min(retryAfterSeconds, maxRetryAfterSeconds)', 'retryAfterSeconds']],
    specs: outageSpecs,
  },
  {
    safety: 'an order that is cancelled waits for no provider',
    file: 'libs/fulfilment/src/cancelled-parts.ts',
    changes: [['for (const part of cancelled) await this.endWait(tx, part);', '']],
    specs: outageSpecs,
  },
  {
    safety: 'an order that waits for its provider is not overdue',
    file: 'libs/fulfilment/src/overdue-orders.ts',
    changes: [[`.where('is_confirmed', '=', true)`, `.where('is_confirmed', '=', false)`]],
    specs: outageSpecs,
  },
  {
    safety: 'no overdue order waits behind those that are held',
    file: 'libs/fulfilment/src/overdue-orders.ts',
    changes: [[`page = await orders.where('id', '>', last.id).execute();`, 'page = [];']],
    specs: ['libs/fulfilment/src/overdue-orders'],
  },
  {
    safety: 'a full disk is no failure of a webhook',
    file: 'libs/webhooks/src/inbox.ts',
    changes: [['if (isDatabaseUnavailable(error)) throw error;\n', '']],
    specs: diskSpecs,
  },
  {
    safety: 'no change is stored without its entry because the disk is full',
    file: 'libs/activity-log/src/activity-recorder.ts',
    changes: [['if (isDatabaseUnavailable(error)) throw error;', '']],
    specs: diskSpecs,
  },
  {
    safety: 'an attempt that the database cuts short does not count',
    file: 'libs/jobs/src/job-runner.ts',
    changes: [['if (isDatabaseUnavailable(thrown))\n', 'if (thrown === undefined)\n']],
    specs: ['libs/jobs/src/job-runner.spec'],
  },
  {
    safety: 'a line that cannot be logged ends no launcher',
    file: 'apps/launcher/src/log-file.ts',
    changes: [['this.#lostLines += 1;', `throw new Error('The disk is full.');`]],
    specs: ['apps/launcher/src/log-file'],
  },
  {
    safety: 'a line that cannot be logged ends no program',
    file: 'libs/config/src/log-destination.ts',
    changes: [[`destination.on('error', () => undefined);`, '']],
    specs: ['libs/config/src/log-destination'],
    builds: true,
  },
  {
    safety: 'a program that was ready is started again however often it dies',
    file: programs,
    changes: [
      ['if (this.#starting.has(app) && !error.passes) {', 'if (this.#starting.has(app) || ranForSeconds < 60) {'],
    ],
    specs: ['test/launcher/launcher'],
    builds: true,
  },
  {
    safety: 'a program that lacks something is not given up',
    file: programs,
    changes: [['this.exitCode > 128 || this.exitCode === unavailableExitCode', 'this.exitCode > 128']],
    specs: ['apps/launcher/src/programs'],
  },
  {
    safety: 'an api that has died hears of it once it is back',
    file: 'apps/launcher/src/api-reports.ts',
    changes: [['for (const report of this.#latest.values()) send(report);', '']],
    specs: ['apps/launcher/src/programs'],
  },
  {
    safety: 'what the launcher reports waits for the database',
    file: 'apps/api/src/health/program-reports.ts',
    changes: [['if (!this.#waiting.has(program)) this.#waiting.set(program, report);', '']],
    specs: ['test/integration/program-reports'],
  },
];
