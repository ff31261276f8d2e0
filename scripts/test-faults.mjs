// `npm run test:faults [-- KILLS [SEED]]`: the long run of the tests that kill processes, on pg-boss and then on Bull. By
// default 1,300 kills each, which is 100 at each failpoint there is with Bull; the seed is printed, and repeats a run.
import { hasRedis } from '../test/support/redis-server.mjs';
import { prepare } from './build.mjs';
import { runJest } from './jest.mjs';
import { runScript, UserFacingError } from './project.mjs';

const [kills = '1300', seed = String(Math.floor(Math.random() * 1_000_000))] = process.argv.slice(2);

await runScript(async () => {
  for (const number of [kills, seed])
    if (!/^\d+$/.test(number))
      throw new UserFacingError('Give the number of kills, and perhaps a seed: npm run test:faults -- 1000 42');
  await prepare(console.error);
  const code = await runJest(['--runInBand', '--testPathPatterns', 'test/faults/chaos'], {
    DAYBOOK_FAULT_KILLS: kills,
    DAYBOOK_FAULT_SEED: seed,
  });
  if (!hasRedis()) console.error('LEFT OUT: every kill with jobs on Bull. Set REDIS_URL, or install redis-server.');
  return code;
});
