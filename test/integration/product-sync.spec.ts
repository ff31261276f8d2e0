import type { Provider } from '@daybook/contract';
import { FulfilmentProviders, ProviderError } from '@daybook/fulfilment';
import { JobTimeoutError } from '@daybook/jobs';
import { ProductSync, SyncRuns, SyncRunsQueries } from '@daybook/sync';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aProduct, products } from '../support/a-product.js';
import { AProvider } from '../support/a-provider.js';
import { useParts } from '../support/parts.js';
import { statementsOf } from '../support/statements-of.js';

const printify = new AProvider('printify');
const printful = new AProvider('printful');
const parts = useParts({}, (testing) =>
  testing
    .overrideProvider(FulfilmentProviders)
    .useValue({ all: [printify, printful], get: (name: Provider) => ({ printify, printful })[name] }),
);
const tooMany = new ProviderError('API rate limit exceeded', { isRateLimit: true });
const away = new ProviderError('no connection');

beforeEach(async () => {
  await parts.clear();
  await parts.rows('truncate sync_run, product, collection cascade');
  await parts.rows('delete from pgboss.job');
  Object.assign(printify, { listed: [products(3)], beforePage: () => undefined });
  printify.listFailures.length = 0;
});

const start = (provider: Provider = 'printify') => parts.get(SyncRuns).start(provider, null);
const read = (runId: string, number = 1, signal = new AbortController().signal) =>
  parts.get(ProductSync).attempt({ provider: 'printify', runId }, { attempt: number, maxAttempts: 4, signal });
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
const offered = () =>
  parts.rows<{ id: string }>('select provider_product_id as id from product where is_offered order by id');

describe('a sync', () => {
  it('reports how many products it added, updated, left unchanged and hid', async () => {
    expect(await synced()).toMatchObject({ outcome: 'completed', done: 3, total: 3, added: 3, hidden: 0 });
    printify.listed = [[aProduct(1), aProduct(2, { title: 'Another title' })], [aProduct(4)]];

    expect(await synced()).toMatchObject({ outcome: 'completed', added: 1, updated: 1, unchanged: 1, hidden: 1 });
    expect(await offered()).toEqual([{ id: 'p1' }, { id: 'p2' }, { id: 'p4' }]);
    expect(await messages()).toEqual([
      'Product sync started (Printify)',
      'Product sync complete — 3 products, 0 updated',
      'Product sync started (Printify)',
      'Product sync complete — 3 products, 1 updated',
    ]);
  });

  it('shows a product again once it is back', async () => {
    await synced();
    printify.listed = [[]];
    expect(await synced()).toMatchObject({ done: 0, hidden: 3 });
    printify.listed = [products(3)];

    expect(await synced()).toMatchObject({ updated: 3, unchanged: 0 });
    expect(await offered()).toHaveLength(3);
  });

  it('leaves the products of the other provider alone', async () => {
    await synced();
    await parts.rows(`update product set provider = 'printful' where provider_product_id = 'p3'`);
    printify.listed = [products(1)];

    expect(await synced()).toMatchObject({ hidden: 1 });
    expect(await offered()).toEqual([{ id: 'p1' }, { id: 'p3' }]);
  });

  it('hides nothing until it has read every product', async () => {
    await synced();
    const { run } = await start();
    printify.listed = [[aProduct(1)], []];
    printify.listFailures.push(null, away);

    expect(await read(run.id)).toMatchObject({ outcome: 'retry', reason: 'no connection' });
    expect(await offered()).toHaveLength(3);
  });
});

describe('a sync that fails', () => {
  it('on a rate limit records a problem at once, which the next success resolves', async () => {
    const { run } = await start();
    printify.listFailures.push(tooMany);

    expect(await read(run.id)).toEqual({ outcome: 'done' });
    expect(await runs()).toMatchObject([{ outcome: 'failed', error: 'API rate limit exceeded' }]);
    expect((await entries()).at(-1)).toEqual({ message: 'Product sync failed: API rate limit exceeded', isOpen: true });
    await synced();
    expect((await entries()).filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  it('for another reason is retried, and recorded as a problem once it is discarded', async () => {
    const { run } = await start();
    printify.listFailures.push(away, away, away, away);

    for (const number of [1, 2, 3]) expect(await read(run.id, number)).toMatchObject({ outcome: 'retry' });
    expect(await messages()).toHaveLength(1);
    await read(run.id, 4);
    expect((await messages()).at(-1)).toBe('Product sync failed: no connection');
    expect((await entries()).filter(({ isOpen }) => isOpen)).toHaveLength(1);
  });

  it('records no problem when its worker stops: it continues on another worker', async () => {
    const { run } = await start();
    const stopping = new AbortController();
    printify.listed = [products(2), products(1, 3)];
    printify.beforePage = (page) => {
      if (page === 1) stopping.abort(new Error('the process stops'));
    };

    await expect(read(run.id, 4, stopping.signal)).rejects.toThrow('the process stops');
    expect(await runs()).toMatchObject([{ outcome: 'running' }]);
    printify.beforePage = () => undefined;
    await read(run.id, 4);
    expect(await runs()).toMatchObject([{ outcome: 'completed', added: 3 }]);
  });
});

describe('a sync that exceeds its time limit', () => {
  const timedOut = async (run: { id: string }, number: number) => {
    const timeUp = new AbortController();
    printify.beforePage = () => timeUp.abort(new JobTimeoutError(7_200));
    return read(run.id, number, timeUp.signal);
  };

  it('is retried while attempts remain', async () => {
    const { run } = await start();

    await expect(timedOut(run, 3)).rejects.toThrow('it took longer than 7200 s');
    expect(await runs()).toMatchObject([{ outcome: 'running' }]);
  });

  it('fails on the last attempt, and records a problem', async () => {
    const { run } = await start();

    await expect(timedOut(run, 4)).rejects.toThrow('it took longer than 7200 s');
    expect(await runs()).toMatchObject([{ outcome: 'failed', error: 'it took longer than 7200 s' }]);
    expect((await entries()).at(-1)).toEqual({
      message: 'Product sync failed: it took longer than 7200 s',
      isOpen: true,
    });
  });
});

describe('an interrupted attempt', () => {
  it('is resumed from the first page, and nothing is counted twice', async () => {
    printify.listed = [products(5), products(5, 6)];
    const { run } = await start();
    printify.listFailures.push(null, away);
    await read(run.id);
    expect(await runs()).toMatchObject([{ outcome: 'running', done: 5, total: 10, added: 5 }]);
    printify.listed = [[aProduct(1, { title: 'Changed meanwhile' }), ...products(4, 2)], products(5, 6)];

    await read(run.id, 2);
    expect(await runs()).toMatchObject([{ outcome: 'completed', done: 10, added: 10, updated: 0, unchanged: 0 }]);
    expect(await parts.rows(`select title from product where provider_product_id = 'p1'`)).toEqual([
      { title: 'Changed meanwhile' },
    ]);
  });

  it('changes nothing when it wakes up after another attempt ended the run', async () => {
    const { run } = await start();
    await read(run.id);
    printify.listed = [products(1)];

    expect(await read(run.id, 2)).toEqual({ outcome: 'done' });
    expect(await offered()).toHaveLength(3);
    expect(await messages()).toHaveLength(2);
  });
});

describe('a product list that changes while it is read', () => {
  it('is read again, so that no moved product is missed', async () => {
    printify.listed = [products(2), products(2, 3)];
    let pages = 0;
    printify.beforePage = () => {
      pages += 1;
      // the first product is gone, so the third moves to a page that was already read
      if (pages === 2) printify.listed = [products(2, 2), [aProduct(4)]];
    };

    expect(await synced()).toMatchObject({ outcome: 'completed' });
    expect((await offered()).map(({ id }) => id)).toEqual(expect.arrayContaining(['p2', 'p3', 'p4']));
  });

  it('fails the sync if it never stops changing, and removes nothing from the shop', async () => {
    await synced();
    printify.listed = [products(3), []];
    let more = 3;
    printify.beforePage = () => {
      more += 1;
      printify.listed = [products(more), []];
    };
    const { run } = await start();

    expect(await read(run.id, 4)).toEqual({ outcome: 'done' });
    expect(await runs()).toMatchObject([
      { error: 'its list of products kept changing while it was read' },
      { outcome: 'completed' },
    ]);
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
      { id: run.id, outcome: 'failed', error: 'it stopped half-way, and nobody went on with it' },
    ]);
    expect(await messages()).toContain('Product sync failed: it stopped half-way, and nobody went on with it');
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
    const pages = Array.from({ length: 100 }, (_, page) => products(50, page * 50 + 1));
    printify.listed = pages;
    const { run } = await start();
    printify.beforePage = async (page) => {
      if (page % 25 === 0) expect((await runs())[0]?.done).toBe(page * 50);
    };
    const statements = await statementsOf(() => read(run.id));

    const { rows } = largestOf(statements);
    expect(await runs()).toMatchObject([{ outcome: 'completed', added: 5_000 }]);
    expect(rows).toBeLessThanOrEqual(50);
    expect(statements.length / 100).toBeLessThanOrEqual(16);

    printify.beforePage = () => undefined;
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
