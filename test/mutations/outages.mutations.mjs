// Safeties of days on which a provider, a disk or a program fails.

const outages = 'libs/jobs/src/outages.ts';
const submit = 'libs/fulfilment/src/submit-fulfilment.job.ts';
const sendMail = 'libs/mail/src/send-mail.job.ts';
const mailSpecs = ['test/integration/mail-outages'];
const outageSpecs = ['test/integration/provider-outages'];
const diskSpecs = ['test/integration/full-disk'];
const programs = 'apps/launcher/src/programs.ts';

/** @type {import('./mutations.mjs').Mutation[]} */
export const outageMutations = [
  {
    safety: 'a failure that is not about the order is its provider’s problem',
    file: submit,
    changes: [['if (!failure.isOutage ||', 'if (!failure.externalIdUsedUp ||']],
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
    file: outages,
    changes: [['return outage || isLast(attempt) ?', 'return attempt.number === 0 ?']],
    specs: outageSpecs,
  },
  {
    safety: 'an order that fails while others are accepted is given up',
    file: outages,
    changes: [['.executeTakeFirst()) === undefined', '.executeTakeFirst()) === null']],
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
    changes: [[`.where('service_outage.ended_at', 'is not', null)`, '']],
    specs: outageSpecs,
  },
  {
    safety: 'a failure that says nothing about an e-mail is the mail server’s problem',
    file: sendMail,
    changes: [[`failure.about === 'server' &&`, `failure.kind === 'permanent' &&`]],
    specs: mailSpecs,
  },
  {
    safety: 'a mail server that refuses one recipient takes mail',
    file: sendMail,
    changes: [[`if (failure.about === 'recipient') await this.outages.recordAnswer(tx, mailServer);`, '']],
    specs: mailSpecs,
  },
  {
    safety: 'an e-mail that waits is not sent meanwhile',
    file: sendMail,
    changes: [['if (waitSeconds > 0) {', 'if (waitSeconds > Infinity) {']],
    specs: mailSpecs,
  },
  {
    safety: 'an e-mail that need not be sent waits for no mail server',
    file: 'libs/mail/src/mail-recorder.ts',
    changes: [['if (hasWaited) await', 'if (!hasWaited) await']],
    specs: mailSpecs,
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
    changes: [
      [
        'await this.database.transaction((tx) => this.record(tx, report));',
        'this.#waiting.delete(program); await this.database.transaction((tx) => this.record(tx, report));',
      ],
    ],
    specs: ['test/integration/program-reports'],
  },
];
