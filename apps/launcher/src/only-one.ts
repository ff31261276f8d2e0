import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What whoever holds a data folder answers a second one who asks. */
export interface Holder {
  pid: number;
  address: string;
  state: 'running' | 'stopping';
}

const secondsToStop = 40;

/**
 * Takes the data folder for this process, until it ends however it ends: the lock is a listening socket. Waits for a holder
 * that is stopping; gives back the one that runs. `describe` is asked what to tell others.
 */
export async function holdDataDir(dataDir: string, describe: () => Holder): Promise<Holder | undefined> {
  const address = lockAddress(dataDir);
  const deadline = Date.now() + secondsToStop * 1000;
  // one that has lost its npm a moment ago may not know yet that it is stopping
  let secondLook = true;
  for (;;) {
    if (await listen(address, describe)) return undefined;
    const holder = await ask(address);
    if (!holder) {
      if (process.platform !== 'linux') rmSync(address, { force: true });
    } else if ((holder.state === 'running' && !secondLook) || Date.now() > deadline) return holder;
    secondLook = holder?.state === 'stopping';
    await pause(500);
  }
}

/** Linux has sockets without a file; elsewhere a killed holder leaves its file behind. */
function lockAddress(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const name = `daybook-${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string, describe: () => Holder): Promise<boolean> {
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

function ask(address: string): Promise<Holder | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(address);
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer === '' ? undefined : (JSON.parse(answer) as Holder)));
  });
}
