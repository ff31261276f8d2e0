import { exitWithParent } from './exit-with-parent.js';
import { UserFacingError } from './user-facing-error.js';

/** Starts this process's program; when that fails, it says why and ends with exit code 1. */
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
