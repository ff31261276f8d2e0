import { exitWithParent } from './exit-with-parent.js';
import { UserFacingError } from './user-facing-error.js';

/** `EX_TEMPFAIL` of sysexits.h: the program lacks something, such as its database, and may start well later. */
export const unavailableExitCode = 75;

/**
 * Runs the `start` of a program. If it fails, prints why and exits with code 1, or with `unavailableExitCode` if the error is one
 * that passes.
 */
export async function startProgram(
  start: () => Promise<void>,
  passes: (error: unknown) => boolean = () => false,
): Promise<void> {
  exitWithParent();
  // nobody may be there to read
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await start();
    process.send?.('ready');
  } catch (error) {
    console.error(error instanceof UserFacingError ? error.message : error);
    process.exit(passes(error) ? unavailableExitCode : 1);
  }
}
