import pg from 'pg';
import { waitFor } from '../../support/wait-for.js';
import { SeededRandom } from './seeded-random.js';
import type { JobBackend } from './job-backends.js';
import { KillPlan } from './kill-plan.js';
import { ProcessKiller } from './process-killer.js';
import { Ledger } from './ledger.js';
import { anOrderLinesStub } from './order-lines-stub.js';
import { WebhookSender } from './webhook-sender.js';

export interface ChaosOptions {
  databaseUrl: string;
  kills: number;
  seed: number;
  jobs: JobBackend;
  say: (line: string) => void;
}

export interface ChaosReport {
  /** By failpoint. */
  kills: Record<string, number>;
  /** What is missing from the database or duplicated in it. */
  differences: string[];
}

/** Sending pauses while this many webhooks are pending: enough load, without a queue that outlasts the test. */
const maxBacklog = 60;
/**
 * Everything must be processed within this time after the last kill. A webhook that waited too long for a stopped worker's locks
 * three times is due again after 45 s, and swept up to 30 s later.
 */
const recoveryTimeoutMs = 180_000;
const processes = { api: 2, worker: 3 } as const;

/** Kills api and worker processes at their failpoints while webhooks pour in, then compares the database with what was acknowledged. */
export async function runChaos({ databaseUrl, kills, seed, jobs, say }: ChaosOptions): Promise<ChaosReport> {
  say(`${kills} kills with seed ${seed}, jobs by ${jobs.name}`);
  const random = new SeededRandom(seed);
  const plan = new KillPlan(jobs.failpoints, kills, random);
  const ledger = new Ledger(random, String(seed));
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'chaos' });
  const stripe = await anOrderLinesStub();
  const env = {
    DATABASE_URL: databaseUrl,
    STRIPE_API_URL: stripe.url,
    LOG_LEVEL: 'warn',
    // a long run exceeds the time an order may wait for its provider, and no provider is configured here
    OVERDUE_SUBMISSION_SECONDS: '31536000',
    ...jobs.env,
  };
  const killer = new ProcessKiller({ plan, env });
  const sender = new WebhookSender({
    random,
    ledger,
    addresses: () => killer.addresses,
    wantsMore: async () => (await pending(database)) < maxBacklog,
  });
  try {
    const startedAt = performance.now();
    const sending = sender.run();
    const ticker = setInterval(() => say(`${plan.total} of ${kills} killed …`), 30_000);
    await Promise.all([killer.kill('api', processes.api), killer.kill('worker', processes.worker)]).finally(() =>
      clearInterval(ticker),
    );
    const killedMs = performance.now() - startedAt;
    sender.finish();
    await sending;
    const calmAt = performance.now();
    const isDone = async () => (await pending(database)) + (await jobs.unfinished(database)) === 0;
    await waitFor(isDone, { within: recoveryTimeoutMs }).catch(() => undefined);
    const differences = await ledger.differences(database);
    const left = { webhooks: await pending(database), jobs: await jobs.unfinished(database) };
    if (left.webhooks + left.jobs > 0)
      differences.push(`${left.webhooks} webhooks and ${left.jobs} jobs are left over.`);
    report();
    return { kills: Object.fromEntries(plan.made), differences };

    function report(): void {
      const { checkouts, events, duplicates, acknowledged } = ledger.counted;
      for (const [failpoint, count] of plan.made) say(`${String(count).padStart(6)} × ${failpoint}`);
      say(`${plan.total} killed in ${seconds(killedMs)} s; ${killer.unreached} failpoints were not reached at first`);
      say(`${checkouts} checkouts, ${events} events, ${duplicates} of them sent again; ${acknowledged} acknowledged`);
      say(`answers: ${[...sender.answers].map(([answer, count]) => `${answer} × ${count}`).join(', ')}`);
      say(`recovered ${seconds(performance.now() - calmAt)} s after the last acknowledgement`);
      say(differences.length === 0 ? '0 lost, 0 duplicated' : `${differences.length} differences`);
    }
  } finally {
    sender.abandon();
    await killer.end();
    await stripe.close();
    await database.end();
  }
}

const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);

async function pending(database: pg.Pool): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from webhook_event where state = 'pending'`,
  );
  return rows[0]?.count ?? 0;
}
