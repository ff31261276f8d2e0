// Two commands in one checkout must not install or build at the same time. The lock is a listening socket: the system lets
// go of it when its holder ends, however it ends.
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './checkout.mjs';

const name = `daybook-build-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
// Linux has sockets without a file; elsewhere a killed holder leaves its file behind
const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);

/** Runs `work` when nobody else in this checkout does; `waiting` is called once if somebody has to be waited for. */
export async function oneAtATime(work, waiting) {
  let lock = await take();
  if (!lock) waiting();
  for (; !lock; lock = await take()) await pause(200);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function take() {
  const server = createServer((socket) => socket.destroy());
  try {
    await new Promise((resolve, reject) => server.once('error', reject).listen(address, resolve));
    server.unref();
    return server;
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    if (process.platform !== 'linux' && !(await answers())) rmSync(address, { force: true });
    return undefined;
  }
}

function answers() {
  return new Promise((resolve) => {
    const socket = connect(address, () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
