import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { waitFor } from '../../support/wait-for.js';
import { Chance } from './chance.js';
import type { JobCarrier } from './job-carriers.js';
import { KillPlan } from './kill-plan.js';
import { Lanes } from './lanes.js';
import { Ledger } from './ledger.js';
import { anOrderLinesStub } from './order-lines-stub.js';
import { Sender } from './sender.js';

export interface StormOptions {
  databaseUrl: string;
  kills: number;
  seed: number;
  jobs: JobCarrier;
  say: (line: string) => void;
}

export interface StormReport {
  /** By barrier. */
  kills: Record<string, number>;
  /** What the database does not keep of what was promised. */
  differences: string[];
}

/** Webhooks a worker has to do at most before more are sent: enough to be busy, and no queue that outlasts the test. */
const backlog = 60;
/** What has to be whole again after the last kill. */
const healedWithin = 60_000;
const lanes = { api: 2, worker: 5 } as const;

/** Kills api and worker processes at their barriers while webhooks pour in, then holds what was promised against what is there. */
export async function killStorm({ databaseUrl, kills, seed, jobs, say }: StormOptions): Promise<StormReport> {
  say(`${kills} kills with seed ${seed}, jobs by ${jobs.name}`);
  const chance = new Chance(seed);
  const plan = new KillPlan(jobs.barriers, kills, chance);
  const ledger = new Ledger(chance, String(seed));
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'storm' });
  const stripe = await anOrderLinesStub();
  const compiled = mkdtempSync(join(tmpdir(), 'daybook-storm-'));
  const env = {
    DATABASE_URL: databaseUrl,
    STRIPE_API_URL: stripe.url,
    LOG_LEVEL: 'warn',
    // a process that lives for a second spends half of it compiling
    NODE_COMPILE_CACHE: compiled,
    // a storm may well last longer than an order may wait for its provider, and here nobody makes anything
    OVERDUE_SUBMISSION_SECONDS: '31536000',
    ...jobs.env,
  };
  const programs = new Lanes({ plan, env });
  const sender = new Sender({
    chance,
    ledger,
    addresses: () => programs.addresses,
    wantsMore: async () => (await pending(database)) < backlog,
  });
  try {
    const began = performance.now();
    const sending = sender.run();
    const ticker = setInterval(() => say(`${plan.total} of ${kills} killed …`), 30_000);
    await Promise.all([programs.kill('api', lanes.api), programs.kill('worker', lanes.worker)]).finally(() =>
      clearInterval(ticker),
    );
    const stormy = performance.now() - began;
    sender.finish();
    await sending;
    const calm = performance.now();
    const isDone = async () => (await pending(database)) + (await jobs.unfinished(database)) === 0;
    await waitFor(isDone, { within: healedWithin }).catch(() => undefined);
    const differences = await ledger.differences(database);
    const left = { webhooks: await pending(database), jobs: await jobs.unfinished(database) };
    if (left.webhooks + left.jobs > 0)
      differences.push(`${left.webhooks} webhooks and ${left.jobs} jobs are left over.`);
    report();
    return { kills: Object.fromEntries(plan.made), differences };

    function report(): void {
      const { checkouts, events, doubled, acknowledged } = ledger.counted;
      for (const [barrier, count] of plan.made) say(`${String(count).padStart(6)} × ${barrier}`);
      say(`${plan.total} killed in ${seconds(stormy)} s; ${programs.unreached} barriers were not reached at first`);
      say(`${checkouts} checkouts, ${events} events, ${doubled} of them sent again; ${acknowledged} acknowledged`);
      say(`answers: ${[...sender.answers].map(([answer, count]) => `${answer} × ${count}`).join(', ')}`);
      say(`whole again ${seconds(performance.now() - calm)} s after the last acknowledgement`);
      say(differences.length === 0 ? '0 lost, 0 doubled' : `${differences.length} differences`);
    }
  } finally {
    sender.abandon();
    await programs.end();
    await stripe.close();
    await database.end();
    rmSync(compiled, { recursive: true, force: true });
  }
}

const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);

async function pending(database: pg.Pool): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from webhook_event where state = 'pending'`,
  );
  return rows[0]?.count ?? 0;
}
