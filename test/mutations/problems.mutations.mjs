// Safeties of what needs attention: one problem, counted once, until somebody or something resolves it.

const problemSpecs = ['libs/activity-log/src/problems.spec'];
const resolutions = 'libs/activity-log/src/resolutions.ts';

/** @type {import('./mutations.mjs').Mutation[]} */
export const problemMutations = [
  {
    safety: 'the newest failure of an order takes over from the earlier ones',
    file: resolutions,
    changes: [['if (entry.cause !== null) earlier.push(...resolved);', '']],
    specs: problemSpecs,
  },
  {
    safety: 'the earlier failures of an order are resolved by the newest',
    file: 'libs/activity-log/src/event-definitions.ts',
    changes: [['(isOutage ? [] : fail', '(!isOutage ? [] : fail']],
    specs: problemSpecs,
  },
  {
    safety: 'an order that fails is not overdue as well',
    file: 'libs/fulfilment/src/overdue-orders.ts',
    changes: [["submission: ['order.submission_failed']", 'submission: []']],
    specs: ['libs/fulfilment/src/overdue-orders'],
  },
  {
    safety: 'a failure that is its provider’s leaves the order’s own open',
    file: 'libs/activity-log/src/event-definitions.ts',
    changes: [['(isOutage ? [] : fail', '(isOutage === null ? [] : fail']],
    specs: ['test/integration/fulfilling-an-order'],
  },
  {
    safety: 'of two failures in one instant, a tie leaves one open',
    file: resolutions,
    changes: [['(later.eventType !== problem.type || later.occurredAt > problem.occurredAt) &&', '']],
    specs: problemSpecs,
  },
  {
    safety: 'an undo reopens no problem that a later entry resolves',
    file: resolutions,
    changes: [['const resolver = await this.findResolver(tx, problem);', 'const resolver = null;']],
    specs: ['libs/activity-log/src/resolutions.spec'],
  },
  {
    safety: 'problems that are snoozed until it happens again wake when it does',
    file: 'libs/activity-log/src/activity-recorder.ts',
    changes: [['if (!resolvedBy && isNews(entry)) await this.wakeCauseOf(tx, entry);', '']],
    specs: problemSpecs,
  },
  {
    safety: 'a problem that is snoozed until it happens again wakes when one more is added to it',
    file: 'libs/activity-log/src/activity-recorder.ts',
    changes: [['if (definition.mergesInto?.isOneMore) await this.wakeCauseOf(tx, entry);', '']],
    specs: problemSpecs,
  },
  {
    safety: 'what has been put right since wakes no snoozed problem',
    file: 'libs/activity-log/src/activity-recorder.ts',
    changes: [['if (!resolvedBy && isNews(entry))', 'if (isNews(entry))']],
    specs: problemSpecs,
  },
  {
    safety: 'a snoozed problem is not counted',
    file: 'libs/activity-log/src/activity-log.entities.ts',
    changes: [
      [
        `eb.and([isOpen(eb), eb.or([eb('snoozed_until', 'is', null), eb('snoozed_until', '<=', now())])]);`,
        'isOpen(eb);',
      ],
    ],
    specs: problemSpecs,
  },
  {
    safety: 'a retry is not lost when the same fails again before it starts',
    file: 'libs/activity-log/src/retry-problem.job.ts',
    changes: [['isTakenOver ? findOpen(tx, resolvedBy.entryId) : null', 'null']],
    specs: ['test/integration/problem-retries'],
  },
  {
    safety: 'a retry that is called off does not happen',
    file: 'libs/activity-log/src/problem-retries.ts',
    changes: [['(tx) => this.jobs.drop(tx, RetryProblem, { retryId })', 'async () => 1']],
    specs: ['test/integration/problem-retries'],
  },
  {
    safety: 'retrying many problems submits no order that is held for review',
    file: 'libs/fulfilment/src/resubmit-order.ts',
    changes: [[' || (this.settings.holdsForReview && order.isHeldForReview())', '']],
    specs: ['test/integration/payment-reviews'],
  },
  {
    safety: 'a refused cancellation is one problem, with the refund that was to follow it',
    file: 'libs/activity-log/src/payment-event-definitions.ts',
    changes: [['wasHeld === true', 'wasHeld === null']],
    specs: ['test/integration/cancelling-an-order'],
  },
  {
    safety: 'a refund is listed after the cancellation that it follows',
    file: 'libs/payments/src/held-refunds.ts',
    changes: [['refund.requestedAt = new Date();', '']],
    specs: ['test/integration/cancelling-an-order'],
  },
];
