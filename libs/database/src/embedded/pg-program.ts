import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerFiles } from './server-files.js';

const run = promisify(execFile);

/** Runs one of PostgreSQL's programs as the server's account. Throws with what the program said. */
export async function pgProgram(files: ServerFiles, name: 'initdb' | 'pg_ctl', args: string[]): Promise<void> {
  try {
    // messages in plain English, and no folder that the account may not enter
    await run(join(files.bin, name), args, { ...files.account, cwd: '/', env: { ...process.env, LC_ALL: 'C' } });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
    throw new Error(said || (error instanceof Error ? error.message : String(error)), { cause: error });
  }
}
