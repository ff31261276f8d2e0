import pg from 'pg';
import { aDatabase } from '../../support/database.js';
import { startProgram } from '../../support/processes.js';
import { ownersPassword, signIn } from '../../support/sign-in.js';
import { waitFor } from '../../support/wait-for.js';
import { SeededRandom } from './seeded-random.js';
import { Ledger } from './ledger.js';
import { anOrderLinesStub } from './order-lines-stub.js';
import { WebhookSender } from './webhook-sender.js';

/** Half of what a command to Redis may take: a request that waits for Redis is later than this. */
const maxAnswerMs = 1_000;
/** What shows progress, and what is sent for it. The backlog must stay one that a busy machine runs in time. */
const some = 10;
const webhooksOfAStep = 3 * some;
/** How long full recovery may take: Daybook notices lost jobs after 30 s. */
const soon = 120_000;
const seed = Number(process.env['DAYBOOK_FAULT_SEED'] ?? 3);

/** An api and a worker with jobs in Redis, which receive webhooks until the test stops them. */
export async function aShopUnderLoad(redisUrl: string) {
  const database = await aDatabase();
  const inspector = new pg.Pool({ connectionString: database.url, max: 2 });
  const stripe = await anOrderLinesStub();
  const env = { DATABASE_URL: database.url, REDIS_URL: redisUrl, STRIPE_API_URL: stripe.url, LOG_LEVEL: 'warn' };
  const owner = { ADMIN_PASSWORD: ownersPassword };
  const [api, worker] = await Promise.all([startProgram('api', { ...env, ...owner }), startProgram('worker', env)]);
  const cookie = await signIn(api.url);

  const random = new SeededRandom(seed);
  const ledger = new Ledger(random, `load_${seed}`);
  /** Webhooks to have acknowledged before sending pauses. */
  let goal = webhooksOfAStep;
  const sender = new WebhookSender({
    ...{ random, ledger, addresses: () => [api.url], concurrency: 4, answerTimeoutMs: maxAnswerMs },
    wantsMore: () => ledger.acknowledged.size < goal,
  });
  const sending = sender.run();

  async function count(what: string): Promise<number> {
    const { rows } = await inspector.query<{ count: number }>(`select count(*)::int as count from ${what}`);
    return rows[0]?.count ?? 0;
  }

  return {
    stripe,
    count,
    /** Sends what one more step needs. */
    sendSome(): void {
      goal = ledger.acknowledged.size + webhooksOfAStep;
    },
    /** Expects webhooks to be acknowledged and processed, and the console to get its feed in time. */
    async expectProgress(): Promise<void> {
      const [acknowledged, processed] = [ledger.acknowledged.size, await count(processedWebhooks)];
      this.sendSome();
      await waitFor(async () => {
        const options = { headers: { cookie }, signal: AbortSignal.timeout(maxAnswerMs) };
        return (await fetch(`${api.url}/api/activity`, options)).status === 200;
      });
      await waitFor(() => ledger.acknowledged.size > acknowledged + some);
      await waitFor(async () => (await count(processedWebhooks)) > processed + some);
    },
    /**
     * Stops sending. Once all is processed, returns the responses other than 200, every broken promise, and whether most
     * responses came in time: each second that a busy machine pauses delays four of them, and Redis would delay all.
     */
    async end() {
      sender.finish();
      await sending;
      const left = async () => (await count(`webhook_event where state = 'pending'`)) + (await count('job_outbox'));
      await waitFor(async () => (await left()) === 0, { within: soon });
      const { '200': accepted = 0, 'no answer': late = 0, ...others } = Object.fromEntries(sender.answers);
      return { isInTime: late < accepted / 2, others, differences: await ledger.differences(inspector) };
    },
    async close(): Promise<void> {
      sender.abandon();
      await Promise.all([api.kill(), worker.kill()]);
      await stripe.close();
      await inspector.end();
      await database.drop();
    },
  };
}

export type ShopUnderLoad = Awaited<ReturnType<typeof aShopUnderLoad>>;

const processedWebhooks = `webhook_event where state = 'processed'`;
