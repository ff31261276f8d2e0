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
import { pgProgram } from './pg-program.js';
import type { ServerFiles } from './server-files.js';

export const clusterData = (files: ServerFiles) => join(files.home, 'data');
export const clusterPassword = (files: ServerFiles) => readFileSync(join(files.home, 'password'), 'utf8');

/**
 * Makes the cluster where there is none. It grows under another name and is renamed when it is whole: a start killed in the
 * middle leaves nothing that counts, and of two first starts at once the second one takes the first one's.
 */
export async function createCluster(files: ServerFiles, { durable }: { durable: boolean }): Promise<void> {
  if (existsSync(clusterData(files))) return;
  clearUnfinished(files.home);
  const unfinished = `${files.home}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  const password = join(unfinished, 'password');
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    for (const path of [unfinished, password]) own(path, files);
    await initialise(files, unfinished, { durable });
    renameSync(unfinished, files.home);
  } catch (error) {
    removePatiently(unfinished);
    // somebody else's first start was quicker
    if (!existsSync(clusterData(files))) throw error;
  }
}

function initialise(files: ServerFiles, folder: string, { durable }: { durable: boolean }): Promise<void> {
  return pgProgram(files, 'initdb', [
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

/** What a killed start left of its cluster; the process that made it is in its name. */
function clearUnfinished(home: string): void {
  for (const name of readdirSync(dirname(home))) {
    const maker = name.startsWith(`${basename(home)}.new-`) ? Number(name.split('-').at(-2)) : Number.NaN;
    if (!Number.isNaN(maker) && !isAlive(maker)) removePatiently(join(dirname(home), name));
  }
}

/** The killed start's `initdb` may still be writing in there. */
function removePatiently(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  } catch {
    // in nobody's way: the next first start tries again
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function own(path: string, { account }: ServerFiles): void {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
}
