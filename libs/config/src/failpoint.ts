/** Places where a test can stop a process. Each is named after what has just happened. */
export const failpointNames = [
  'intake.verified',
  'intake.stored',
  'inbox.claimed',
  'inbox.before-commit',
  'inbox.after-commit',
  'order-lines.started',
  'order-lines.answered',
  'order-lines.stored',
  'submission.started',
  'submission.answered',
  'submission.recorded',
  'checkout.answered',
  'recovery.enqueued',
  'refund.started',
  'refund.answered',
  'outbox.marked',
  'outbox.dispatched',
  'outbox.claimed',
  'outbox.attempted',
  'outbox.recorded',
  'mail.accepted',
  'mail.before-commit',
  'sync.batch-stored',
  'sync.pages-read',
  'sync.finished',
] as const;
export type FailpointName = (typeof failpointNames)[number];

/** The failpoint at which this process stops: `NAME`, or `NAME#3` for the third time it gets there. */
const [stopAt, occurrence = '1'] = process.env['DAYBOOK_FAILPOINT']?.split('#') ?? [];
let remaining = Number(occurrence);

/** Stops here for ever, and says so, when a test asks for it with `DAYBOOK_FAILPOINT`. */
export function failpoint(name: FailpointName): Promise<void> | undefined {
  if (name !== stopAt) return undefined;
  remaining -= 1;
  if (remaining > 0) return undefined;
  process.stdout.write(`stopped at ${name}\n`);
  return new Promise(() => undefined);
}
