import type { Product, SyncRun, ProviderSyncSummary } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { aListPage } from '../../test/a-list-page';
import { aSnackbar } from '../../test/a-snackbar';
import { anEntry } from '../../test/an-entry';
import { aProduct, aSyncRun, aSyncSummary, collectionsOf } from '../../test/a-sync';
import { until } from '../../test/until';
import { Products } from './products';

const { said, undo, provider: snackbar } = aSnackbar();

interface Standing {
  states?: ProviderSyncSummary[];
  products?: Product[];
  runs?: SyncRun[];
  collections?: ReturnType<typeof collectionsOf>;
}

async function aPage(standing: Standing = {}, address = '/') {
  said.length = 0;
  const { api, socket } = await aConsole(snackbar);
  const stand = ({ states = [aSyncSummary()], products = [], runs = [], collections = [] }: Standing) => {
    api.answer('GET /api/sync/providers', { items: states });
    api.answer('GET /api/products', { items: products, next: null });
    api.answer('GET /api/sync', { items: runs, next: null });
    api.answer('GET /api/collections', { items: collections });
  };
  stand(standing);
  return { api, socket, stand, ...(await aListPage(Products, address)) };
}

describe('a provider’s card', () => {
  it('shows the result of its last sync', async () => {
    const { text } = await aPage();
    expect(text()).toContain('47 for sale');
    expect(text()).toContain('47 products, 3 updated');
  });

  it('says why it failed', async () => {
    const lastRun = aSyncRun({ outcome: 'failed', error: 'API rate limit exceeded' });
    const { text } = await aPage({ states: [aSyncSummary({ lastRun })] });
    expect(text()).toContain('Failed: API rate limit exceeded');
  });

  it('says what is missing where it is not set up', async () => {
    const state = aSyncSummary({
      isConfigured: false,
      requiredSettings: ['PRINTIFY_TOKEN', 'PRINTIFY_SHOP_ID'],
      lastRun: null,
    });
    const { text, button } = await aPage({ states: [state] });
    expect(text()).toContain('Not set up. It needs PRINTIFY_TOKEN and PRINTIFY_SHOP_ID.');
    expect(button('Sync Printify')).toBeUndefined();
  });

  it('starts a sync once, and shows its progress as it is pushed', async () => {
    const { api, socket, element, button, text, stand } = await aPage();
    const run = aSyncRun({ outcome: 'running', done: 0, total: 0, finishedAt: null });
    const held = api.hold('POST /api/sync/printify', () => run);
    stand({ states: [aSyncSummary({ lastRun: run })] });
    button('Sync Printify')?.click();
    button('Sync Printify')?.click();
    held.letGo();
    await until(() => element.querySelector('progress') !== null);
    expect(api.routes().filter((route) => route.startsWith('POST /api/sync'))).toHaveLength(1);
    expect(button('Sync Printify')?.getAttribute('aria-disabled')).toBe('true');

    for (const [done, words] of [
      [10, '10 of 47 products'],
      [30, '30 of 47 products'],
    ] as const) {
      socket.push('sync:progress', { provider: 'printify', done, total: 47 });
      await until(() => text().includes(words));
      expect(element.querySelector('progress')?.value).toBe(done);
    }
    stand({ states: [aSyncSummary()] });
    socket.push('activity:recorded', { entry: anEntry({ eventType: 'sync.completed', orderId: null }) });
    await until(() => text().includes('47 products, 3 updated'));
    expect(element.querySelector('progress')).toBeNull();
  });

  it('refreshes when progress of an unknown sync is pushed', async () => {
    const { socket, text, stand } = await aPage();
    stand({ states: [aSyncSummary({ lastRun: aSyncRun({ outcome: 'running', done: 5, total: 47 }) })] });
    socket.push('sync:progress', { provider: 'printify', done: 5, total: 47 });
    await until(() => text().includes('5 of 47 products'));
  });

  it('says so when one is already running', async () => {
    const { api, button } = await aPage();
    api.refuse('POST /api/sync/printify', 409, 'A Printify sync is already running.');
    button('Sync Printify')?.click();
    await until(() => said.length > 0);
    expect(said).toEqual(['A Printify sync is already running.']);
  });
});

describe('the products', () => {
  it('tell their price, their variants and whether shoppers see them', async () => {
    const price = (amount: number) => ({ amount, currency: 'GBP' });
    const two = [
      { id: 'a', title: 'M', sku: null, price: price(2_600), available: false },
      { id: 'b', title: 'S', sku: null, price: price(2_400), available: true },
    ];
    const { rows } = await aPage({
      products: [aProduct({ variants: two }), aProduct({ isOffered: false, visible: false, variants: [] })],
    });
    expect(rows()[0]?.textContent).toContain('from £24.00');
    expect(rows()[0]?.textContent).toContain('2 variants, 1 out of stock');
    expect(rows()[1]?.textContent).toContain('No longer available');
  });

  it('say how they get here while there are none', async () => {
    const { text } = await aPage();
    expect(text()).toContain('Press Sync above to start one now.');
  });

  it('are hidden at once, and shown again by an undo', async () => {
    const product = aProduct();
    const { api, button } = await aPage({ products: [product] });
    const route = `PUT /api/products/${product.id}/visibility`;
    api.answerBy(route, ({ body }) => ({ body: { ...product, ...(body as object) } }));
    button('Hide Lighthouse tee')?.click();
    await until(() => said.length > 0 && button('Show Lighthouse tee') !== undefined);
    expect(said).toEqual(['Lighthouse tee is hidden from shoppers.']);

    undo();
    await until(() => button('Hide Lighthouse tee') !== undefined && said.length === 2);
    expect(api.requests.filter((request) => request.route === route).map(({ body }) => body)).toEqual([
      { isHidden: true },
      { isHidden: false },
    ]);
  });

  it('stay shown when they cannot be hidden', async () => {
    const product = aProduct();
    const { api, button } = await aPage({ products: [product] });
    api.refuse(`PUT /api/products/${product.id}/visibility`, 503, 'The database is away.');
    button('Hide Lighthouse tee')?.click();
    await until(() => said.length > 0);
    expect([said, button('Hide Lighthouse tee') !== undefined]).toEqual([['The database is away.'], true]);
  });

  it('are requested as the address says', async () => {
    const { api, text } = await aPage({}, '/?q=fox&provider=printful&visible=no');
    const query = api.requests.findLast(({ route }) => route === 'GET /api/products')?.query;
    expect(Object.fromEntries(query ?? [])).toMatchObject({ q: 'fox', provider: 'printful', visible: 'no' });
    expect(text()).toContain('No products match');
  });

  it('are read page by page', async () => {
    const { api, button, rows } = await aPage({ products: [aProduct()] });
    api.answerBy('GET /api/products', ({ query }) => ({
      body: { items: [aProduct()], next: query.get('before') === null ? 'more' : null },
    }));
    api.answer('POST /api/sync/printify', aSyncRun({ outcome: 'running' }));
    button('Sync Printify')?.click();
    await until(() => button('Show more') !== undefined);
    button('Show more')?.click();
    await until(() => rows().length === 2);
    expect(button('Show more')).toBeUndefined();
  });
});

describe('past syncs', () => {
  it('are listed with their result and who started them', async () => {
    const runs = [
      aSyncRun({ requestedBy: 'Ada', added: 1, hidden: 2 }),
      aSyncRun({ outcome: 'failed', error: 'no connection' }),
    ];
    const { rows } = await aPage({ runs }, '/?view=syncs');
    expect(rows().map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim())).toEqual([
      expect.stringContaining('Printify 47 products, 3 updated, 1 new, 2 hidden by Ada'),
      expect.stringContaining('Printify Failed: no connection on schedule'),
    ]);
  });
});

describe('the collections', () => {
  const names = (element: HTMLElement) =>
    [...element.querySelectorAll('.name-button')].map(({ textContent }) => textContent.trim());

  it('are moved by buttons, which keep the focus, as far as there is room', async () => {
    const [mugs, home, sea] = collectionsOf('Mugs', 'Home', 'Sea');
    if (!mugs || !home || !sea) throw new Error('three collections');
    const { api, element, button, text } = await aPage({ collections: [mugs, home, sea] }, '/?view=collections');
    api.answer(`PUT /api/collections/${sea.id}`, { items: [mugs, sea, home] });
    document.body.append(element);
    button('Move Sea up')?.click();
    await until(() => names(element).join() === 'Mugs,Sea,Home');
    expect(text()).toContain('Sea is now 2 of 3.');
    await until(() => document.activeElement?.getAttribute('aria-label') === 'Move Sea up');
    expect(api.requests.at(-1)?.body).toEqual({ position: 1 });

    button('Move Mugs up')?.click();
    button('Move Home down')?.click();
    expect(api.routes().filter((route) => route.startsWith('PUT'))).toHaveLength(1);
    element.remove();
  });

  it('are moved by hand', async () => {
    const [mugs, home, sea] = collectionsOf('Mugs', 'Home', 'Sea');
    if (!mugs || !home || !sea) throw new Error('three collections');
    const { api, element, rows } = await aPage({ collections: [mugs, home, sea] }, '/?view=collections');
    api.answer(`PUT /api/collections/${mugs.id}`, { items: [home, sea, mugs] });
    const drags = (target: Element | null | undefined, type: string) =>
      target?.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    expect(drags(rows()[2], 'dragover')).toBe(true);
    drags(rows()[0]?.querySelector('.handle'), 'dragstart');
    expect(drags(rows()[2], 'dragover')).toBe(false);
    drags(rows()[2], 'drop');
    await until(() => names(element).join() === 'Home,Sea,Mugs');
    expect(api.requests.at(-1)?.body).toEqual({ position: 2 });
  });

  it('are renamed where they stand; Escape leaves them as they were', async () => {
    const [mugs] = collectionsOf('Mugs');
    if (!mugs) throw new Error('a collection');
    const { api, element, button } = await aPage({ collections: [mugs] }, '/?view=collections');
    api.answer(`PUT /api/collections/${mugs.id}`, { items: [{ ...mugs, name: 'Cups' }] });
    const typed = async (name: string, key: string) => {
      button(`Rename ${names(element)[0] ?? ''}`)?.click();
      await until(() => element.querySelector('input.name') !== null);
      const input = element.querySelector<HTMLInputElement>('input.name');
      if (!input) throw new Error('a field');
      input.value = name;
      input.dispatchEvent(new KeyboardEvent('keydown', { key }));
      await until(() => element.querySelector('input.name') === null);
    };
    await typed('Glasses', 'Escape');
    expect(api.routes().some((route) => route.startsWith('PUT'))).toBe(false);
    await typed(' Cups ', 'Enter');
    await until(() => names(element)[0] === 'Cups');
    expect(api.requests.at(-1)?.body).toEqual({ name: 'Cups' });
  });

  it('go back to where they were when that is refused', async () => {
    const [mugs, home] = collectionsOf('Mugs', 'Home');
    if (!mugs || !home) throw new Error('two collections');
    const { api, element, button } = await aPage({ collections: [mugs, home] }, '/?view=collections');
    api.refuse(`PUT /api/collections/${mugs.id}`, 503, 'The database is away.');
    button('Move Mugs down')?.click();
    await until(() => said.length > 0);
    await until(() => names(element).join() === 'Mugs,Home');
  });

  it('are hidden and shown', async () => {
    const [mugs] = collectionsOf('Mugs');
    if (!mugs) throw new Error('a collection');
    const { api, button, text } = await aPage({ collections: [mugs] }, '/?view=collections');
    api.answer(`PUT /api/collections/${mugs.id}`, { items: [{ ...mugs, isHidden: true }] });
    button('Hide Mugs')?.click();
    await until(() => button('Show Mugs') !== undefined);
    expect([text().includes('5 products, hidden'), api.requests.at(-1)?.body]).toEqual([true, { isHidden: true }]);
  });
});
