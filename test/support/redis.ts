import { Redis } from 'ioredis';

/** The Redis of the tests. Other tests use it, too: what a database's queues keep there begins with `daybook:` and is theirs alone. */
export function redisUrl(): string {
  const url = process.env['DAYBOOK_TEST_REDIS'];
  if (!url) throw new Error('There is no Redis: run the tests with "npm test".');
  return url;
}

/** Does with a connection to it what a test wants, past everything else. */
async function onRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl());
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Takes from Redis all that stands under a prefix, as if it had been emptied or started without its data. */
export async function forgetInRedis(prefix: string): Promise<void> {
  await onRedis(async (redis) => {
    const keys = await redis.keys(`${prefix}:*`);
    if (keys.length > 0) await redis.del(...keys);
  });
}
