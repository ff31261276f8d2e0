/** Where a process may be held. Each name says what has just happened. */
export const barrierNames = [
  'intake.verified',
  'intake.stored',
  'inbox.claimed',
  'inbox.before-commit',
  'inbox.after-commit',
  'lines.begun',
  'lines.answered',
  'lines.stored',
  'submission.begun',
  'submission.answered',
  'submission.recorded',
  'checkout.answered',
  'recovery.asked',
  'refund.begun',
  'refund.answered',
  'outbox.taken',
  'outbox.dispatched',
  'outbox.claimed',
  'outbox.tried',
  'outbox.settled',
  'mail.accepted',
  'mail.before-commit',
  'sync.batch-stored',
  'sync.pages-read',
  'sync.finished',
] as const;
export type BarrierName = (typeof barrierNames)[number];

/** The one place a process is told to stop at, by the tests that kill it there: its name, or `NAME#3` for the third time. */
const [heldAt, time = '1'] = process.env['DAYBOOK_HOLD_AT']?.split('#') ?? [];
let timesLeft = Number(time);

/** Holds here for ever, and says so, if the tests asked for it and the time has come; otherwise costs a comparison. */
export function barrier(name: BarrierName): Promise<void> | undefined {
  if (name !== heldAt) return undefined;
  timesLeft -= 1;
  if (timesLeft > 0) return undefined;
  process.stdout.write(`held at ${name}\n`);
  return new Promise(() => undefined);
}
