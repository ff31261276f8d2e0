import { expect, it } from '@jest/globals';
import { aDatabase } from '../../support/database.js';
import type { JobCarrier } from './job-carriers.js';
import { killStorm } from './kill-storm.js';

/** The seed is printed, and repeats what is decided by chance. */
const seed = Number(process.env['DAYBOOK_FAULT_SEED'] ?? Math.floor(Math.random() * 1_000_000));

/** What has to hold whatever carries the jobs. */
export function killStormContract(jobs: JobCarrier): void {
  // twice at each barrier; `npm run test:faults` asks for more
  const kills = Number(process.env['DAYBOOK_FAULT_KILLS'] ?? 2 * jobs.barriers.length);

  it(
    `loses nothing and doubles nothing in ${kills} kills`,
    async () => {
      const database = await aDatabase();
      const say = (line: string) => void process.stdout.write(`${line}\n`);
      const report = await killStorm({ databaseUrl: database.url, kills, seed, jobs, say });
      await database.drop();

      expect(report.differences).toEqual([]);
      for (const name of jobs.barriers)
        expect(report.kills[name]).toBeGreaterThanOrEqual(Math.floor(kills / jobs.barriers.length));
    },
    120_000 + kills * 5_000,
  );
}
