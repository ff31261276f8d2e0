/** The one place a process is told to stop at, by the tests that kill it there. */
const heldAt = process.env['DAYBOOK_HOLD_AT'];

/** Where a process may be held. */
export type BarrierName =
  'intake.verified' | 'intake.stored' | 'inbox.claimed' | 'inbox.before-commit' | 'inbox.after-commit';

/** Holds here for ever, and says so, if the tests asked for it; otherwise costs a comparison. */
export function barrier(name: BarrierName): Promise<void> | undefined {
  if (name !== heldAt) return undefined;
  process.stdout.write(`held at ${name}\n`);
  return new Promise(() => undefined);
}
