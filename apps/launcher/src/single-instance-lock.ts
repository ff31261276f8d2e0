import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface LockHolder {
  pid: number;
  publicUrl: string;
  state: 'running' | 'stopping';
}

const stopTimeoutSeconds = 40;

/**
 * Locks the data folder until this process ends, in whatever way: the lock is a listening socket, which answers with
 * `describe()`. Waits for a holder that is stopping; returns one that keeps running, or undefined once the lock is taken.
 */
export async function lockDataDir(dataDir: string, describe: () => LockHolder): Promise<LockHolder | undefined> {
  const address = lockAddress(dataDir);
  const deadline = Date.now() + stopTimeoutSeconds * 1000;
  // a holder whose npm has just ended may not have noticed yet
  let mayBeStopping = true;
  for (;;) {
    if (await listen(address, describe)) return undefined;
    const holder = await queryHolder(address);
    if (!holder) {
      if (process.platform !== 'linux') rmSync(address, { force: true });
    } else if ((holder.state === 'running' && !mayBeStopping) || Date.now() > deadline) return holder;
    mayBeStopping = holder?.state === 'stopping';
    await pause(500);
  }
}

/** Linux has sockets without a file; elsewhere a killed holder leaves its file behind. */
function lockAddress(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const name = `daybook-${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string, describe: () => LockHolder): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(JSON.stringify(describe()));
    });
    server.unref();
    server.once('listening', () => resolve(true));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(address);
  });
}

function queryHolder(address: string): Promise<LockHolder | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(address);
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer === '' ? undefined : (JSON.parse(answer) as LockHolder)));
  });
}
