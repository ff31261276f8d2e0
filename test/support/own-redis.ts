import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './find-free-port.js';
import { Redis } from 'ioredis';
import { runRedis } from './redis-server.mjs';

/** A separate Redis, not started yet, that a test can start, empty and kill while it is in use. */
export async function anOwnRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-own-redis-'));
  const port = await findFreePort();
  const url = `redis://127.0.0.1:${port}`;
  let end: ((signal: NodeJS.Signals) => Promise<void>) | undefined;
  const kill = async () => {
    await end?.('SIGKILL');
    end = undefined;
  };
  async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(url);
    return work(redis).finally(() => redis.disconnect());
  }
  return {
    url,
    /** Empty, as after a restart without its data. */
    async start(): Promise<void> {
      end = await runRedis(port, folder);
    },
    /** As `kill -9`. */
    kill,
    /** As `FLUSHALL`. */
    empty: () => withRedis((redis) => redis.flushall()),
    countKeys: () => withRedis((redis) => redis.dbsize()),
    async drop(): Promise<void> {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
