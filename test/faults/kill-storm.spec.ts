import { expect, it } from '@jest/globals';
import { aDatabase } from '../support/database.js';
import { stormBarriers } from './storm/kill-plan.js';
import { killStorm, pgBoss } from './storm/kill-storm.js';

/** `npm run test:faults` asks for more; the seed is printed, and repeats what is decided by chance. */
const kills = Number(process.env['DAYBOOK_FAULT_KILLS'] ?? 24);
const seed = Number(process.env['DAYBOOK_FAULT_SEED'] ?? Math.floor(Math.random() * 1_000_000));

it(
  `loses nothing and doubles nothing in ${kills} kills`,
  async () => {
    const database = await aDatabase();
    const say = (line: string) => void process.stdout.write(`${line}\n`);
    const report = await killStorm({ databaseUrl: database.url, kills, seed, jobs: pgBoss, say });
    await database.drop();

    expect(report.differences).toEqual([]);
    for (const name of stormBarriers)
      expect(report.kills[name]).toBeGreaterThanOrEqual(Math.floor(kills / stormBarriers.length));
  },
  120_000 + kills * 5_000,
);
