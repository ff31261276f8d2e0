import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ServerFiles } from './server-files.js';

/** Runs one of PostgreSQL's programs as the server's account. Throws with what it printed. */
export async function runPgProgram(files: ServerFiles, name: 'initdb' | 'pg_ctl', args: string[]): Promise<void> {
  const program = spawn(join(files.bin, name), args, {
    ...files.account,
    // a folder that any account may enter, and messages in English
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
    // Ctrl-C must not reach the server's programs: the launcher stops the server in order
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  program.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | string>((resolve, reject) => {
    program.once('error', reject);
    program.once('close', (status, signal) => resolve(status ?? signal ?? 1));
  });
  if (code !== 0) throw new Error(output.trim() || `${name} ended with ${code}.`);
}
