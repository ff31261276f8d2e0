import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Systems give ports from 32,768 on to outgoing connections, so a free one there may be taken a moment later. */
const firstPort = 10_000;
const portsPerJestWorker = 1_000;
const jestWorkers = 20;
const worker = Number(process.env['JEST_WORKER_ID'] ?? 0) % jestWorkers;
let next = randomInt(portsPerJestWorker);

/** A port of the loopback address on which nobody listens, and which no other test file of this run gets. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = firstPort + worker * portsPerJestWorker + (next++ % portsPerJestWorker);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
