// Where this project is, the Node it pins, and how it runs its compiled programs.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const inProject = (...parts) => join(root, ...parts);
export const compiled = (...path) => inProject('dist', ...path);

/** The Node that `package.json` pins and npm installs, the same one everywhere. */
export const pinnedNode = inProject('node_modules', 'node', 'bin', 'node');
export const hasPinnedNode = () => existsSync(pinnedNode);

/** The flags of a compiled program. The settings in `.env` never override the environment's. */
export function nodeFlags() {
  const env = inProject('.env');
  return [
    '--enable-source-maps',
    '--disable-warning=ExperimentalWarning',
    ...(existsSync(env) ? [`--env-file=${env}`] : []),
  ];
}

/** An error that a person can fix: its message is shown without a stack. */
export class UserFacingError extends Error {}

/** Runs a script's `main`, which returns the exit code. An error is shown, and the exit code is 1. */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof UserFacingError ? error.message : error);
    process.exitCode = 1;
  }
}
