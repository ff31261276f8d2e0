import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runPgProgram } from './pg-program.js';
import type { ServerFiles } from './server-files.js';

export const clusterDataDir = (files: ServerFiles) => join(files.home, 'data');
export const clusterPassword = (files: ServerFiles) => readFileSync(join(files.home, 'password'), 'utf8');

/**
 * Creates the cluster if there is none. It is built under a temporary name and renamed when it is complete: a killed start
 * leaves nothing that is used, and of two first starts at once the second uses the first one's cluster.
 */
export async function createCluster(files: ServerFiles, { durable }: { durable: boolean }): Promise<void> {
  if (existsSync(clusterDataDir(files))) return;
  removeAbandoned(files.home);
  const unfinished = `${files.home}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  const password = join(unfinished, 'password');
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    for (const path of [unfinished, password]) changeOwner(path, files);
    await runInitdb(files, unfinished, { durable });
    renameSync(unfinished, files.home);
  } catch (error) {
    removeWithRetries(unfinished);
    // another first start finished first
    if (!existsSync(clusterDataDir(files))) throw error;
  }
}

function runInitdb(files: ServerFiles, folder: string, { durable }: { durable: boolean }): Promise<void> {
  return runPgProgram(files, 'initdb', [
    `--pgdata=${join(folder, 'data')}`,
    '--username=postgres',
    `--pwfile=${join(folder, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(durable ? [] : ['--no-sync']),
  ]);
}

/** Removes the unfinished clusters of killed starts; their names contain the process ids. */
function removeAbandoned(home: string): void {
  for (const name of readdirSync(dirname(home))) {
    const creator = name.startsWith(`${basename(home)}.new-`) ? Number(name.split('-').at(-2)) : Number.NaN;
    if (!Number.isNaN(creator) && !isAlive(creator)) removeWithRetries(join(dirname(home), name));
  }
}

/** The `initdb` of a killed start may still be writing in there. */
function removeWithRetries(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  } catch {
    // it does no harm, and the next first start removes it
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function changeOwner(path: string, { account }: ServerFiles): void {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
}
