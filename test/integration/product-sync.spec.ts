import type { Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { FulfilmentProviders } from '@daybook/fulfilment';
import { JobPolicies, type AttemptResult } from '@daybook/jobs';
import { OrdersService } from '@daybook/orders';
import { SyncRuns, SyncRunsQueries } from '@daybook/sync';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { withBody, type RecordedRequest } from '../support/recording-proxy.js';
import { useSandbox } from '../support/sandbox.js';
import { statementsOf } from '../support/statements-of.js';

const sandbox = useSandbox();
const { printify } = sandbox;
const anAddress = {
  ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes' },
  ...{ region: null, postalCode: 'TQ9 5AB', country: 'GB', phone: null },
};
const parts = useParts(() => sandbox.settings);

const offer = (count: number) => sandbox.offer('printify', count);
const products = () => sandbox.services.products;
const idsAtPrintify = () =>
  products()
    .list('printify')
    .products.map(({ id }) => id);
const pageOf = ({ query }: RecordedRequest) => Number(query.get('page'));
const isPage = (page: number) => (request: RecordedRequest) => pageOf(request) === page;

const disconnected = { status: 400, body: { status: 'error', errors: { reason: 'The shop is disconnected.' } } };

beforeEach(async () => {
  await parts.clear();
  await parts.rows('truncate sync_run, product, collection cascade');
  await parts.rows('delete from pgboss.job');
  offer(3);
});

const start = (provider: Provider = 'printify') => parts.get(SyncRuns).start(provider, null);
const jobs = useJobs(parts);
/** Runs attempt after attempt for as long as each goes on where the one before ended. */
async function read(runId: string, attempt = 1, leaseLost?: AbortSignal): Promise<AttemptResult> {
  const result = await jobs.run('sync-products', { provider: 'printify', runId }, attempt, leaseLost);
  return result.outcome === 'snooze' ? read(runId, attempt, leaseLost) : result;
}
const runs = async () => (await parts.get(SyncRunsQueries).list({ limit: 50 })).items;
const entries = () =>
  parts.rows<{ message: string; isOpen: boolean }>(
    `select message, level <> 'info' and resolved_at is null as "isOpen" from activity_log order by inserted_at, id`,
  );
const messages = async () => (await entries()).map(({ message }) => message);

/** Runs a sync to its end; returns its run. */
async function synced() {
  const { run } = await start();
  await read(run.id);
  return (await runs()).find(({ id }) => id === run.id);
}
const offered = async () =>
  (await parts.rows<{ id: string }>('select provider_product_id as id from product where is_offered')).map(
    ({ id }) => id,
  );

describe('a sync', () => {
  it('reports how many products it added, updated, left unchanged and hid', async () => {
    expect(await synced()).toMatchObject({ outcome: 'completed', done: 3, total: 3, added: 3, hidden: 0 });
    products().removeLast('printify', 1);
    products().add('printify', 1);
    products().changePrices('printify', 1, 100);

    expect(await synced()).toMatchObject({ outcome: 'completed', added: 1, updated: 1, unchanged: 1, hidden: 1 });
    expect((await offered()).toSorted()).toEqual(idsAtPrintify().toSorted());
    expect(await messages()).toEqual([
      'Product sync started (Printify)',
      'Product sync complete — 3 products, 3 new',
      'Product sync started (Printify)',
      'Product sync complete — 3 products, 1 updated, 1 new, 1 hidden',
    ]);
  });

  it('shows a product again once it is back', async () => {
    await synced();
    offer(0);
    expect(await synced()).toMatchObject({ done: 0, hidden: 3 });
    products().reset();
    offer(3);

    expect(await synced()).toMatchObject({ updated: 3, unchanged: 0 });
    expect(await offered()).toHaveLength(3);
  });

  it('leaves the products of the other provider alone', async () => {
    await synced();
    const [first, , third] = idsAtPrintify();
    await parts.rows(`update product set provider = 'printful' where provider_product_id = $1`, [third]);
    offer(1);

    expect(await synced()).toMatchObject({ hidden: 1 });
    expect((await offered()).toSorted()).toEqual([first, third].toSorted());
  });

  it('hides nothing until it has read every product', async () => {
    offer(51);
    await synced();
    const { run } = await start();
    printify.once(isPage(2), disconnected);

    expect(await read(run.id)).toMatchObject({ outcome: 'retry', reason: 'the shop is disconnected' });
    expect(await offered()).toHaveLength(51);
  });
});

describe('a sync that fails', () => {
  it('on a rate limit records a problem at once, which the next success resolves', async () => {
    const { run } = await start();
    sandbox.planFault({ service: 'printify', kind: 'rate_limit', operation: 'products', retryAfterSeconds: 3_600 });

    expect(await read(run.id)).toMatchObject({ outcome: 'discard' });
    expect(await runs()).toMatchObject([{ outcome: 'failed', error: 'API rate limit exceeded' }]);
    expect((await entries()).at(-1)).toEqual({ message: 'Product sync failed: API rate limit exceeded', isOpen: true });
    await synced();
    expect((await entries()).filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  it('hour after hour is one open problem, whose latest failure resolves the earlier ones', async () => {
    for (let run = 1; run <= 3; run += 1) {
      sandbox.planFault({ service: 'printify', kind: 'rate_limit', operation: 'products', retryAfterSeconds: 3_600 });
      expect(await synced()).toMatchObject({ outcome: 'failed' });
    }
    const failures = (await entries()).filter(({ message }) => message.startsWith('Product sync failed'));

    expect(failures.map(({ isOpen }) => isOpen)).toEqual([false, false, true]);
  });

  it('for another reason is retried, and recorded as a problem once it is discarded', async () => {
    const { run } = await start();
    const reason = 'The shop is disconnected.';
    sandbox.planFault({ service: 'printify', kind: 'reject', operation: 'products', times: 4, reason });

    for (const number of [1, 2, 3]) expect(await read(run.id, number)).toMatchObject({ outcome: 'retry' });
    expect(await messages()).toHaveLength(1);
    await read(run.id, 4);
    expect((await messages()).at(-1)).toBe('Product sync failed: the shop is disconnected — gave up after 4 attempts');
    expect((await entries()).filter(({ isOpen }) => isOpen)).toHaveLength(1);
  });

  it('for a reason that nobody foresaw is recorded, too, once it is discarded', async () => {
    const { run } = await start();
    const listProducts = jest.spyOn(parts.get(FulfilmentProviders).get('printify'), 'listProducts');
    listProducts.mockRejectedValue(new TypeError('a fault'));
    const results = [await read(run.id, 3), await read(run.id, 4)].map(({ outcome }) => outcome);
    listProducts.mockRestore();

    expect(results).toEqual(['retry', 'discard']);
    expect(await runs()).toMatchObject([
      { outcome: 'failed', error: 'an error in Daybook itself, which its log describes' },
    ]);
  });

  it('records no problem when its worker stops: it continues on another worker', async () => {
    const { run } = await start();
    const stopping = new AbortController();
    offer(51);
    printify.once(isPage(2), (_request, _response, forward) => {
      stopping.abort(new Error('the process stops'));
      return forward();
    });

    expect(await read(run.id, 4, stopping.signal)).toMatchObject({ outcome: 'lost' });
    expect(await runs()).toMatchObject([{ outcome: 'running' }]);
    await read(run.id, 4);
    expect(await runs()).toMatchObject([{ outcome: 'completed', added: 51 }]);
  });
});

describe('a sync that exceeds its time limit', () => {
  const policy = { maxAttempts: 4, backoffSeconds: 1, maxBackoffSeconds: 1, timeoutSeconds: 0.2, concurrency: 1 };
  async function timedOut(run: { id: string }, attempt: number): Promise<AttemptResult> {
    printify.once(/products/, () => undefined);
    const policies = jest.spyOn(parts.get(JobPolicies), 'get').mockReturnValue(policy);
    const result = await read(run.id, attempt);
    policies.mockRestore();
    return result;
  }

  it('is retried while attempts remain', async () => {
    const { run } = await start();

    expect(await timedOut(run, 3)).toMatchObject({ outcome: 'retry', reason: 'it took longer than 0.2 s' });
    expect(await runs()).toMatchObject([{ outcome: 'running' }]);
  });

  it('fails on the last attempt, and records a problem', async () => {
    const { run } = await start();

    expect(await timedOut(run, 4)).toMatchObject({ outcome: 'discard' });
    expect(await runs()).toMatchObject([{ outcome: 'failed', error: 'it took longer than 0.2 s' }]);
    expect((await entries()).at(-1)).toEqual({
      message: 'Product sync failed: it took longer than 0.2 s — gave up after 4 attempts',
      isOpen: true,
    });
  });
});

describe('an interrupted attempt', () => {
  it('is resumed at its first page, and nothing is counted twice', async () => {
    offer(210);
    const { run } = await start();
    printify.once(isPage(5), disconnected);
    await read(run.id);
    expect(await runs()).toMatchObject([{ outcome: 'running', done: 200, total: 210, added: 200 }]);

    await read(run.id, 2);
    expect(await runs()).toMatchObject([{ outcome: 'completed', done: 210, added: 210, updated: 0, unchanged: 0 }]);
    expect(printify.requests.map(pageOf)).toEqual([1, 2, 3, 4, 5, 5]);
  });

  it('changes nothing when it wakes up after another attempt ended the run', async () => {
    const { run } = await start();
    await read(run.id);
    offer(1);

    expect(await read(run.id, 2)).toEqual({ outcome: 'done' });
    expect(await offered()).toHaveLength(3);
    expect(await messages()).toHaveLength(2);
  });
});

describe('a product list that changes while it is read', () => {
  it('is read again, so that no moved product is missed', async () => {
    const [first = '', ...others] = offer(52);
    printify.once(isPage(2), (_request, _response, forward) => {
      // the first product is gone, so the 51st moves to a page that was already read
      products().removeOne('printify', first);
      return forward();
    });

    expect(await synced()).toMatchObject({ outcome: 'completed' });
    expect(await offered()).toEqual(expect.arrayContaining(others));
  });

  it('fails the sync if it never stops changing, and removes nothing from the shop', async () => {
    const ids = offer(51);
    await synced();
    printify.always(/products/, (_request, _response, forward) => {
      products().add('printify', 1);
      return forward();
    });
    const { run } = await start();

    expect(await read(run.id, 4)).toEqual({ outcome: 'done' });
    expect(await runs()).toMatchObject([
      { error: 'its list of products kept changing while it was read' },
      { outcome: 'completed' },
    ]);
    expect(await offered()).toEqual(expect.arrayContaining(ids));
  });
});

describe('starting', () => {
  it('twice at once creates one run', async () => {
    const [one, other] = await Promise.all([start(), start()]);

    expect([one.outcome, other.outcome].toSorted()).toEqual(['already_running', 'started']);
    expect(one.run.id).toBe(other.run.id);
    expect(await messages()).toEqual(['Product sync started (Printify)']);
    expect(await parts.rows(`select from pgboss.job where name = 'sync-products'`)).toHaveLength(1);
  });

  it('one provider does not wait for the other', async () => {
    expect((await start()).outcome).toBe('started');
    expect((await start('printful')).outcome).toBe('started');
  });

  it('ends a run whose job was lost with its workers, and starts another', async () => {
    const { run } = await start();
    await parts.rows(`update pgboss.job set state = 'failed' where name = 'sync-products'`);

    const again = await start();
    expect(again.outcome).toBe('started');
    expect(await runs()).toMatchObject([
      { id: again.run.id, outcome: 'running' },
      { id: run.id, outcome: 'failed', error: 'it stopped half-way, and no worker continued it' },
    ]);
    expect(await messages()).toContain('Product sync failed: it stopped half-way, and no worker continued it');
    await read(run.id);
    expect(await offered()).toEqual([]);
  });

  it.each(['created', 'retry', 'active'])('leaves a run alone whose job is %s', async (state) => {
    const { run } = await start();
    await parts.rows(`update pgboss.job set state = $1::pgboss.job_state where name = 'sync-products'`, [state]);

    expect(await start()).toMatchObject({ outcome: 'already_running', run: { id: run.id } });
  });
});

describe('five thousand products', () => {
  it('are stored in batches, with a number of statements that does not grow with the batch', async () => {
    offer(5_000);
    // as few details as a product can have: the test is about the number of products
    const slim = withBody((list: { data: { variants: object[]; images: object[] }[] }) => {
      const data = list.data.map((product) => ({
        ...product,
        variants: product.variants.slice(0, 2),
        images: product.images.slice(0, 1),
        tags: ['Prints'],
      }));
      return { ...list, data };
    });
    const { run } = await start();
    const progress: unknown[] = [];
    for (const quarter of [1, 25, 49, 73])
      printify.once(isPage(quarter), async (...exchange) => {
        progress.push((await runs())[0]?.done);
        return slim(...exchange);
      });
    printify.always(/products/, slim);
    const statements = await statementsOf(() => read(run.id));

    const { rows } = largestOf(statements);
    expect(await runs()).toMatchObject([{ outcome: 'completed', added: 5_000 }]);
    expect(progress).toEqual([0, 1_200, 2_400, 3_600]);
    expect(rows).toBeLessThanOrEqual(50);
    expect(statements.length / 100).toBeLessThanOrEqual(16);

    const second = await start();
    const again = await statementsOf(() => read(second.run.id));
    expect(await runs()).toMatchObject([{ unchanged: 5_000, updated: 0 }, { added: 5_000 }]);
    // begin, run, lock, known, seen, count, commit
    expect(again.length / 100).toBeLessThanOrEqual(9);
  }, 120_000);
});

/** The largest number of products in one statement. */
function largestOf(statements: { text: string; values: unknown[] }[]): { rows: number } {
  const inserts = statements.filter(({ text }) => text.includes('insert into product '));
  const counts = inserts.flatMap(({ values }) =>
    values.flatMap((value) =>
      typeof value === 'string' && value.startsWith('[{') ? [JSON.parse(value) as unknown[]] : [],
    ),
  );
  return { rows: Math.max(...counts.map((rows) => rows.length)) };
}

describe('a variant that its provider refuses to make', () => {
  const onSale = async () =>
    (
      await parts.rows<{ id: string }>(
        'select provider_variant_id as id from variant where is_available and removed_at is null order by id',
      )
    ).map(({ id }) => id);

  /** Submits an order of the first variants, which Printify refuses for that reason. */
  async function refuse(reason: string, count: number): Promise<string[]> {
    const goods = products()
      .list('printify')
      .products.flatMap(({ id: productId, title, variants }) =>
        variants.map((variant) => ({ productId, variantId: variant.id, title, variant: variant.title })),
      )
      .slice(0, count);
    await parts.get(Database).transaction(async (tx) => {
      const orders = parts.get(OrdersService);
      const { id } = await orders.place(tx, aCheckout({ shippingAddress: anAddress }), new Date());
      const more = { sku: null, provider: 'printify' as const, quantity: 1, unitPrice: 2_000 };
      await orders.storeLines(
        tx,
        id,
        goods.map((line) => ({ ...line, ...more })),
      );
    });
    sandbox.planFault({ service: 'printify', kind: 'reject', reason });
    expect(await jobs.runWaiting('submit-fulfilment')).toMatchObject([{ outcome: 'retry' }]);
    return goods.map(({ variantId }) => variantId);
  }

  it('goes off sale at once, and comes back with the next sync that lists it as available', async () => {
    await synced();
    const before = await onSale();
    const [refused = ''] = await refuse('variant out of stock', 1);

    expect(before).toContain(refused);
    expect(await onSale()).toEqual(before.filter((id) => id !== refused));
    expect(await synced()).toMatchObject({ updated: 1, unchanged: 2 });
    expect(await onSale()).toEqual(before);
  });

  it.each([
    ['for the first time', 0],
    ['again', 1],
  ])('%s while a sync is reading stays off sale, until one that begins later finds it available', async (_, times) => {
    await synced();
    const before = await onSale();
    for (let refusal = 0; refusal < times; refusal += 1) await refuse('variant out of stock', 1);
    const { run } = await start();
    let refused = '';
    printify.once(isPage(1), async (_request, _response, forward) => {
      const listedBefore = await forward();
      [refused = ''] = await refuse('variant out of stock', 1);
      return listedBefore;
    });
    await read(run.id);

    expect(before).toContain(refused);
    expect(await onSale()).toEqual(before.filter((id) => id !== refused));
    expect(await synced()).toMatchObject({ updated: 1, unchanged: 2 });
    expect(await onSale()).toEqual(before);
  });

  it.each(['one of the items is out of stock', 'insufficient stock for 7XL Rainbow', 'the address is not valid'])(
    'stays on sale when the refusal does not say for sure that it is the one: %s',
    async (reason) => {
      await synced();
      const before = await onSale();
      await refuse(reason, 2);

      expect(await onSale()).toEqual(before);
    },
  );
});
