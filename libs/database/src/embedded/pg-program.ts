import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ServerFiles } from './server-files.js';

/** Runs one of PostgreSQL's programs as the server's account. Throws with what the program said. */
export async function pgProgram(files: ServerFiles, name: 'initdb' | 'pg_ctl', args: string[]): Promise<void> {
  const program = spawn(join(files.bin, name), args, {
    ...files.account,
    // a folder that any account may enter, and messages in plain English
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
    // Ctrl-C is for whoever starts and stops the server, not for the program that does it for them
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  program.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | string>((resolve, reject) => {
    program.once('error', reject);
    program.once('close', (status, signal) => resolve(status ?? signal ?? 1));
  });
  if (code !== 0) throw new Error(said.trim() || `${name} ended with ${code}.`);
}
