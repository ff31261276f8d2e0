import { getReady } from './build.mjs';
import { hasRedis, hasRedisServer } from '../test/support/redis-server.mjs';
import { runScript } from './checkout.mjs';
import { runJest } from './jest.mjs';

await runScript(async () => {
  await getReady(console.error);
  const code = await runJest(process.argv.slice(2));
  if (!hasRedis()) console.error('Left out: the tests on Redis. Set REDIS_URL, or install redis-server, to run them.');
  else if (!hasRedisServer()) console.error('Left out: the tests that kill a Redis. Install redis-server to run them.');
  return code;
});
