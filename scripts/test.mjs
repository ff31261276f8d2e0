// `npm test`: installs and builds what is missing, then runs every test in one Jest. Arguments go to Jest.
import './assert-node-version.mjs';
import { hasRedis, hasRedisServer } from '../test/support/redis-server.mjs';
import { prepare } from './build.mjs';
import { runJest } from './jest.mjs';
import { runScript } from './project.mjs';

await runScript(async () => {
  await prepare(console.error);
  const code = await runJest(process.argv.slice(2));
  if (!hasRedis()) console.error('Left out: the tests on Redis. Set REDIS_URL, or install redis-server, to run them.');
  else if (!hasRedisServer()) console.error('Left out: the tests that kill a Redis. Install redis-server to run them.');
  return code;
});
