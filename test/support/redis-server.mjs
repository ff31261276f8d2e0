// The Redis of the tests: `REDIS_URL` names one, or a `redis-server` on the PATH is started on a spare port.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Whether the tests can have a Redis. */
export function hasRedis() {
  return Boolean(process.env.REDIS_URL) || hasRedisServer();
}

/** Whether a test can have one of its own, to be killed. */
export function hasRedisServer() {
  return programPath() !== undefined;
}

/** Starts one, unless the tester has named one; undefined if there is none to be had. */
export async function startRedis(port) {
  const given = process.env.REDIS_URL;
  if (given) return { url: given, stop: async () => undefined };
  if (!hasRedisServer()) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'daybook-redis-'));
  const end = await runRedis(port, folder);
  const stop = async () => {
    await end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

/** A server that keeps nothing on the disk, once it is ready; gives what ends it and waits until it is gone. */
export async function runRedis(port, folder) {
  const settings = { bind: '127.0.0.1', port: String(port), dir: folder, save: '', appendonly: 'no' };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn(programPath(), flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => server.once('close', resolve));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error('The Redis of the tests did not start.')));
    server.stdout.on('data', (said) => String(said).includes('Ready to accept connections') && resolve());
  });
  return async (signal) => {
    server.kill(signal);
    await ended;
  };
}

function programPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'redis-server')).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
