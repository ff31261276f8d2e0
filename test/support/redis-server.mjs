// The tests' Redis: `REDIS_URL`, or a `redis-server` from the PATH on a free port.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Whether a Redis is available. */
export function hasRedis() {
  return Boolean(process.env.REDIS_URL) || hasRedisServer();
}

/** Whether a test can start a separate Redis that it may kill. */
export function hasRedisServer() {
  return programPath() !== undefined;
}

/** Uses `REDIS_URL` or starts a server; undefined if neither is available. */
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

/** Starts a server without persistence and waits until it is ready; returns a function that ends it and waits. */
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
