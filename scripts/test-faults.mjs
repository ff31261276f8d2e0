// `npm run test:faults [-- KILLS [SEED]]`: the long run of the tests that kill; 1,000 kills unless told otherwise.
import { getReady } from './build.mjs';
import { runScript, Sentence } from './checkout.mjs';
import { runJest } from './jest.mjs';

const [kills = '1000', seed] = process.argv.slice(2);

await runScript(async () => {
  for (const number of [kills, seed ?? '0'])
    if (!/^\d+$/.test(number))
      throw new Sentence('Say how many kills, and perhaps a seed: npm run test:faults -- 1000 42');
  await getReady(console.error);
  return runJest(['--testPathPatterns', 'test/faults/kill-storm'], {
    DAYBOOK_FAULT_KILLS: kills,
    ...(seed && { DAYBOOK_FAULT_SEED: seed }),
  });
});
