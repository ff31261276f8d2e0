// Where this checkout is, and the Node it pins.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const inCheckout = (...parts) => join(root, ...parts);

/** The Node that `package.json` pins and npm brings, the same one everywhere. */
export const pinnedNode = inCheckout('node_modules', 'node', 'bin', 'node');
export const hasPinnedNode = () => existsSync(pinnedNode);

/** Something a person can mend: its message is shown as it is, without a stack. */
export class UserFacingError extends Error {}

/** Runs a script's `work`, which gives the exit code; what it throws is shown, and ends it with 1. */
export async function runScript(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof UserFacingError ? error.message : error);
    process.exitCode = 1;
  }
}
