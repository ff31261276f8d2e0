import { Redis } from 'ioredis';

/** The tests' shared Redis; the keys of each database's queues have their own prefix below `daybook:`. */
export function redisUrl(): string {
  const url = process.env['DAYBOOK_TEST_REDIS'];
  if (!url) throw new Error('There is no Redis: run the tests with "npm test".');
  return url;
}

/** Runs `work` with a separate connection to it. */
async function onRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl());
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Deletes every key below a prefix, as if Redis had lost its data. */
export async function forgetInRedis(prefix: string): Promise<void> {
  await onRedis(async (redis) => {
    const keys = await redis.keys(`${prefix}:*`);
    if (keys.length > 0) await redis.del(...keys);
  });
}
