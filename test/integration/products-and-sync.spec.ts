import type { Collection, Page, Product, Provider, SyncRun, ProviderSyncSummary } from '@daybook/contract';
import { Database } from '@daybook/database';
import { CatalogWriter } from '@daybook/catalog';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { aProduct, aVariant, products } from '../support/a-product.js';
import { aSyncRun } from '../support/a-sync-run.js';
import { useDaybook } from '../support/daybook.js';
import { waitFor } from '../support/wait-for.js';

// nothing listens there, so a sync that starts fails and is retried
const daybook = useDaybook({ PRINTIFY_TOKEN: 'token', PRINTIFY_SHOP_ID: '1', PRINTIFY_API_URL: 'http://127.0.0.1:9' });
let cookie: string;
let begunByItself: object[] = [];

beforeAll(async () => {
  cookie = await daybook.signIn();
  await waitFor(async () => {
    const [clock] = await daybook.rows(
      `select from scheduled_run where task = 'sync-products' and finished_at is not null`,
    );
    return clock;
  });
  begunByItself = await daybook.rows('select provider, requested_by from sync_run');
  // the next sync is due on the hour, which may come during these tests
  await daybook.rows(`
    insert into scheduled_run (task, due_at, leased_by, leased_until, finished_at)
    select task, due_at + interval '1 hour', leased_by, leased_until, now() from scheduled_run
    where task = 'sync-products' on conflict do nothing`);
});
beforeEach(async () => {
  await daybook.rows('truncate sync_run, product, collection cascade');
});

const ask = <T>(path: string, body?: unknown, method = body === undefined ? 'GET' : 'PUT') =>
  daybook.ask<T>(cookie, path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
const post = (path: string) => fetch(daybook.address + path, { method: 'POST', headers: { cookie } });
const listed = (query = '') => ask<Page<Product>>(`/api/products${query}`);
const titles = async (query = '') => (await listed(query)).items.map(({ title }) => title);

async function stock(some = products(3), provider: Provider = 'printify') {
  const runId = await aSyncRun(daybook, provider);
  return daybook.worker
    .get(Database)
    .transaction((tx) =>
      daybook.worker
        .get(CatalogWriter, { strict: false })
        .upsert(tx, { provider, runId, products: some, readSince: new Date(), at: new Date() }),
    );
}

describe('starting a sync', () => {
  it('returns the run, and refuses a second one by returning the running one', async () => {
    const first = await post('/api/sync/printify');
    const run = (await first.json()) as SyncRun;
    expect([first.status, run]).toMatchObject([
      202,
      { provider: 'printify', outcome: 'running', requestedBy: 'Owner' },
    ]);

    const second = await post('/api/sync/printify');
    expect([second.status, second.headers.get('content-type')]).toEqual([
      409,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(await second.json()).toMatchObject({
      status: 409,
      detail: 'A Printify sync is already running.',
      run: { id: run.id },
    });
    expect((await ask<Page<SyncRun>>('/api/sync')).items).toMatchObject([{ id: run.id }]);
  });

  it('is refused with an explanation for an unconfigured or unknown provider', async () => {
    const answers = await Promise.all(['printful', 'etsy'].map((name) => post(`/api/sync/${name}`)));
    const details = await Promise.all(answers.map(async (answer) => (await answer.json()) as { detail: string }));

    expect(answers.map(({ status }) => status)).toEqual([409, 404]);
    expect(details[0]?.detail).toBe('Printful is not configured, so there is nothing to sync.');
  });

  it('requires a session', async () => {
    const { status } = await fetch(`${daybook.address}/api/sync/printify`, { method: 'POST' });
    expect(status).toBe(401);
  });
});

describe('the syncs', () => {
  it('are listed newest first, page by page', async () => {
    for (const hour of [1, 2, 3])
      await daybook.rows(
        `insert into sync_run (id, provider, outcome, started_at) values ($1, 'printful', 'completed', $2)`,
        [uuidv7(), new Date(Date.UTC(2026, 0, 1, hour))],
      );
    const first = await ask<Page<SyncRun>>('/api/sync?limit=2');
    const second = await ask<Page<SyncRun>>(`/api/sync?limit=2&before=${first.next ?? ''}`);

    expect([...first.items, ...second.items].map(({ startedAt }) => startedAt.slice(11, 13))).toEqual([
      '03',
      '02',
      '01',
    ]);
    expect(second.next).toBeNull();
  });

  it('are summed up per provider, with its configuration, product count and last run', async () => {
    await stock([aProduct(1), aProduct(2, { isOffered: false })]);
    const { items } = await ask<{ items: ProviderSyncSummary[] }>('/api/sync/providers');

    expect(items).toMatchObject([
      { provider: 'printify', isConfigured: true, productCount: 1, lastRun: { outcome: 'completed' } },
      {
        provider: 'printful',
        isConfigured: false,
        requiredSettings: ['PRINTFUL_TOKEN'],
        productCount: 0,
        lastRun: null,
      },
    ]);
  });
});

describe('the products', () => {
  it('are listed by title with their variants, page by page', async () => {
    await stock(products(5));
    const first = await listed('?limit=3');
    const second = await listed(`?limit=3&before=${first.next ?? ''}`);

    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `Print ${n}`),
    );
    expect(first.items[0]).toMatchObject({
      visible: true,
      variants: [{ title: 'A4', price: { amount: 1_200, currency: 'GBP' }, available: true }, { title: 'A3' }],
    });
  });

  it('are filtered by words, provider and visibility', async () => {
    await stock([
      aProduct(1, { title: '100% Fox', variants: [aVariant('a', { sku: 'FOX-1' })] }),
      aProduct(2, { tags: ['Sea'] }),
    ]);
    await stock([aProduct(3, { isOffered: false })], 'printful');

    expect(await titles('?q=fox-1')).toEqual(['100% Fox']);
    expect(await titles(`?q=${encodeURIComponent('0%')}`)).toEqual(['100% Fox']);
    expect(await titles('?q=sea')).toEqual(['Print 2']);
    expect(await titles('?q=fox-1%20fox')).toEqual(['100% Fox']);
    expect(await titles('?q=sea%20print')).toEqual(['Print 2']);
    expect(await titles('?q=sea%20fox')).toEqual([]);
    expect(await titles('?provider=printful')).toEqual(['Print 3']);
    expect(await titles('?visible=no')).toEqual(['Print 3']);
  });

  it('are hidden and shown by a person', async () => {
    await stock(products(1));
    const id = (await listed()).items[0]?.id ?? '';

    expect(await ask<Product>(`/api/products/${id}/visibility`, { isHidden: true })).toMatchObject({ visible: false });
    expect(await titles('?visible=yes')).toEqual([]);
    expect(await ask<Product>(`/api/products/${id}/visibility`, { isHidden: false })).toMatchObject({ visible: true });
    await expect(ask(`/api/products/${uuidv7()}/visibility`, { isHidden: true })).rejects.toThrow('404');
  });
});

describe('the collections', () => {
  it('are renamed, moved and hidden; the response lists all of them', async () => {
    await stock([aProduct(1, { tags: ['Mugs', 'Home', 'Sea'] })]);
    const { items } = await ask<{ items: Collection[] }>('/api/collections');
    expect(items.map(({ name }) => name)).toEqual(['Mugs', 'Home', 'Sea']);

    const draft = { name: ' The sea ', position: 0, isHidden: true };
    const after = await ask<{ items: Collection[] }>(`/api/collections/${items[2]?.id ?? ''}`, draft);
    expect(after.items).toMatchObject([
      { name: 'The sea', tag: 'sea', slug: 'sea', isHidden: true, productCount: 1 },
      { name: 'Mugs' },
      { name: 'Home' },
    ]);
    await expect(ask(`/api/collections/${items[0]?.id ?? ''}`, { name: ' ' })).rejects.toThrow('400');
    await expect(ask(`/api/collections/${uuidv7()}`, { isHidden: true })).rejects.toThrow('404');
  });
});

it('starts the first sync automatically', () => {
  expect(begunByItself).toMatchObject([{ provider: 'printify', requested_by: null }]);
});
