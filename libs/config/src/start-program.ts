import { exitWithParent } from './exit-with-parent.js';
import { UserFacingError } from './user-facing-error.js';

/** Runs the `start` of a program. If it fails, prints why and exits with code 1. */
export async function startProgram(start: () => Promise<void>): Promise<void> {
  exitWithParent();
  // nobody may be there to read
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await start();
    process.send?.('ready');
  } catch (error) {
    console.error(error instanceof UserFacingError ? error.message : error);
    process.exit(1);
  }
}
