/** Places where a test can stop a process, each named after what has just happened; and the steps of each job. */
export const failpointNames = [
  'intake.verified',
  'intake.stored',
  'inbox.claimed',
  'inbox.before-commit',
  'inbox.after-commit',
  'checkout.answered',
  'recovery.enqueued',
  'outbox.marked',
  'outbox.dispatched',
  'outbox.claimed',
  'outbox.attempted',
  'outbox.recorded',
] as const;
export type FailpointName = (typeof failpointNames)[number] | `${string} ${'prepared' | 'performed' | 'recorded'}`;

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
