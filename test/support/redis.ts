import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { Redis } from 'ioredis';

/** The Redis of the tests. Other tests use it, too: what a database's queues keep there begins with `daybook:` and is theirs alone. */
export function redisUrl(): string {
  const url = process.env['DAYBOOK_TEST_REDIS'];
  if (!url) throw new Error('There is no Redis: run the tests with "npm test".');
  return url;
}

/** Does with a connection to it what a test wants, past everything else. */
export async function onRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
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

/** A door in front of Redis that a test can shut: connections through it are cut, and new ones refused. */
export interface RedisDoor {
  url: string;
  open(): Promise<void>;
  shut(): Promise<void>;
}

export async function aRedisDoor(): Promise<RedisDoor> {
  const behind = new URL(redisUrl());
  const sockets = new Set<Socket>();
  let port = 0;
  let server: Server | undefined;
  const pass = (from: Socket) => {
    const to = connect(Number(behind.port || 6379), behind.hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to).pipe(from);
  };
  const open = async () => {
    server = createServer(pass).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address === 'object') port = address.port;
  };
  const shut = async () => {
    if (!server?.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await open();
  return { url: Object.assign(new URL(behind), { hostname: '127.0.0.1', port: String(port) }).href, open, shut };
}
