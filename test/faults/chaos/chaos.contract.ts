import { expect, it } from '@jest/globals';
import { aDatabase } from '../../support/database.js';
import type { JobBackend } from './job-backends.js';
import { runChaos } from './chaos-run.js';

/** Fixed, so that a failure repeats; `npm run test:faults` takes a random one and prints it. */
const seed = Number(process.env['DAYBOOK_FAULT_SEED'] ?? 3);

/** The guarantees that every job backend must keep. */
export function chaosContract(jobs: JobBackend): void {
  // one kill at each failpoint; `npm run test:faults` runs many more
  const kills = Number(process.env['DAYBOOK_FAULT_KILLS'] ?? jobs.failpoints.length);

  it(
    `loses nothing and duplicates nothing in ${kills} kills`,
    async () => {
      const database = await aDatabase();
      const say = (line: string) => void process.stdout.write(`${line}\n`);
      const report = await runChaos({ databaseUrl: database.url, kills, seed, jobs, say });
      await database.drop();

      expect(report.differences).toEqual([]);
      for (const name of jobs.failpoints)
        expect(report.kills[name]).toBeGreaterThanOrEqual(Math.floor(kills / jobs.failpoints.length));
    },
    360_000 + kills * 5_000,
  );
}
