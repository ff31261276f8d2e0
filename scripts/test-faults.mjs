// `npm run test:faults [-- KILLS [SEED]]`: the long run of the tests that kill, on pg-boss and then on Bull; unless told
// otherwise 1,300 kills each, which makes 100 at each of the barriers there are with Bull.
import { hasRedis } from '../test/support/redis-server.mjs';
import { getReady } from './build.mjs';
import { runScript, UserFacingError } from './checkout.mjs';
import { runJest } from './jest.mjs';

const [kills = '1300', seed] = process.argv.slice(2);

await runScript(async () => {
  for (const number of [kills, seed ?? '0'])
    if (!/^\d+$/.test(number))
      throw new UserFacingError('Say how many kills, and perhaps a seed: npm run test:faults -- 1000 42');
  await getReady(console.error);
  const code = await runJest(['--runInBand', '--testPathPatterns', 'test/faults/kill-storm'], {
    DAYBOOK_FAULT_KILLS: kills,
    ...(seed && { DAYBOOK_FAULT_SEED: seed }),
  });
  if (!hasRedis()) console.error('LEFT OUT: every kill with jobs on Bull. Set REDIS_URL, or install redis-server.');
  return code;
});
