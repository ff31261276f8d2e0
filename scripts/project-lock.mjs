// Two commands in one project must not install or build at the same time. The lock is a listening socket, which the system
// releases when its process ends, however it ends.
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './project.mjs';

const name = `daybook-build-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
// Linux has sockets without a file; elsewhere a killed process leaves its file behind
const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);

/** Runs `work` once no other command in this project installs or builds; `say` hears once that it has to wait. */
export async function withProjectLock(work, say) {
  let lock = await tryLock();
  if (!lock) say('Another command installs or builds here; waiting for it …');
  for (; !lock; lock = await tryLock()) await pause(200);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function tryLock() {
  const server = createServer((socket) => socket.destroy());
  try {
    await new Promise((resolve, reject) => server.once('error', reject).listen(address, resolve));
    server.unref();
    return server;
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    if (process.platform !== 'linux' && !(await isListening())) rmSync(address, { force: true });
    return undefined;
  }
}

function isListening() {
  return new Promise((resolve) => {
    const socket = connect(address, () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
