import { exitWithParent } from './exit-with-parent.js';
import { UserFacingError } from './user-facing-error.js';

/** Runs the `start` of a program. If it fails, prints why and exits with code 1. */
export async function startProgram(start: () => Promise<void>): Promise<void> {
  exitWithParent();
  try {
    await start();
    process.send?.('ready');
  } catch (error) {
    console.error(error instanceof UserFacingError ? error.message : error);
    process.exit(1);
  }
}
