import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page, Request } from 'playwright-core';
import { useBrowserDemo } from '../support/browser-demo.js';
import { axeViolations } from '../support/console-browser.js';

const shop = useBrowserDemo();

const paths = [
  ...['/activity', '/activity?tab=attention', '/orders', '/orders?q=nothing-has-this', '/products'],
  ...['/products?view=collections', '/products?view=syncs', '/carts', '/jobs', '/pages', '/pages/new', '/webhooks'],
  ...['/settings', '/nowhere'],
];
/** One with a parcel, one with a problem. */
const orderPaths = `
  (select '/orders/' || number as path from customer_order where status = 'delivered' limit 1) union all
  (select '/orders/' || number from customer_order where id in
    (select order_id from activity_log where event_type = 'order.submission_failed' and resolved_at is null) limit 1)`;
const widths = [320, 768, 1_024];
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

async function everyPage(options: BrowserContextOptions, look: (page: Page) => Promise<string[]>): Promise<string[]> {
  const { context, page, pageErrors } = await shop.signedIn('/activity', options);
  const orders = await shop.rows<{ path: string }>(orderPaths);
  const found = (await lookAtSignIn(options, look)).map((what) => `the sign-in page: ${what}`);
  for (const path of [...paths, ...orders.map(({ path }) => path)]) {
    await page.goto(`${shop.url}/admin${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('app-skeleton').first().waitFor({ state: 'detached' });
    if (path.endsWith('tab=attention')) await unfoldCause(page);
    found.push(...(await look(page)).map((what) => `${path}: ${what}`));
  }
  found.push(...pageErrors);
  await context.close();
  return found;
}

async function lookAtSignIn(
  options: BrowserContextOptions,
  look: (page: Page) => Promise<string[]>,
): Promise<string[]> {
  const context = await shop.browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${shop.url}/admin/`);
  await page.getByLabel('Password').waitFor();
  const found = await look(page);
  await context.close();
  return found;
}

/** How far the page, or a card on it, is wider than what is seen of it. */
const overflows = (page: Page) =>
  page.evaluate<string[]>(`[document.documentElement, ...document.querySelectorAll('main, main .card')]
    .filter((box) => box.scrollWidth > box.clientWidth + 1)
    .map((box) => box.tagName + '.' + box.className + ' is ' + (box.scrollWidth - box.clientWidth) + ' px too wide')`);

/** The submission that failed in the demo becomes a cause with five problems. */
beforeAll(async () => {
  await shop.rows(`
    insert into activity_log (id, event_type, level, order_id, message, payload, cause, occurred_at)
    select gen_random_uuid(), event_type, level, other.id, message, payload, cause, occurred_at
    from activity_log, (select id from customer_order order by number limit 4) other
    where order_id <> other.id and event_type = 'order.submission_failed' and resolved_at is null`);
});

/** Each kind of row, and the bar of a selection. */
async function unfoldCause(page: Page): Promise<void> {
  const cause = page.getByRole('group', { name: /^Submission to Printify failed/ });
  await cause.getByRole('button', { name: /SS-/ }).click();
  await cause.getByRole('checkbox').check();
  await page.getByRole('list', { name: /^Submission to Printify failed/ }).waitFor();
  await page.getByRole('group', { name: 'Selected problems' }).waitFor();
}

describe('every page of the console', () => {
  it.each([
    ['in the light theme', { colorScheme: 'light' }],
    ['in the dark theme', { colorScheme: 'dark' }],
    ['on a phone', { ...phone, colorScheme: 'light' }],
    ['on a phone in the dark theme', { ...phone, colorScheme: 'dark' }],
  ] as const)('is accessible %s', async (_, options) => {
    expect(await everyPage(options, axeViolations)).toEqual([]);
  });

  it('fits its width at 320, 768 and 1024 px', async () => {
    const tooWide = await everyPage({}, async (page) => {
      const found: string[] = [];
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        found.push(...(await overflows(page)).map((what) => `${what} at ${width} px`));
      }
      return found;
    });
    expect(tooWide).toEqual([]);
  });

  it('takes at most 180 kB to open an order for the first time', async () => {
    const { context } = await shop.signedIn('/activity');
    const visitor = await shop.browser.newContext({ storageState: await context.storageState() });
    const first = await visitor.newPage();
    const requests: Request[] = [];
    first.on('requestfinished', (request) => requests.push(request));
    const [order] = await shop.rows<{ path: string }>(orderPaths);
    await first.goto(`${shop.url}/admin${order?.path ?? ''}`, { waitUntil: 'networkidle' });
    const sizes = await Promise.all(requests.map((request) => request.sizes()));
    const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
    expect(bytes).toBeLessThan(180_000);
    expect(bytes).toBeGreaterThan(100_000);
    await visitor.close();
    await context.close();
  });

  it('has / for the search and ? for the keys', async () => {
    const { context, page } = await shop.signedIn('/webhooks');
    for (const path of ['/activity', '/orders', '/products', '/webhooks', '/settings']) {
      await page.goto(`${shop.url}/admin${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('/');
      await page.locator('app-search-field input:focus').waitFor();
    }
    await context.close();
  });

  it('is reached on a phone: daily pages from the bar, the others from More', async () => {
    const { context, page } = await shop.signedIn('/activity', { viewport: { width: 390, height: 844 } });
    for (const name of ['Jobs', 'Shop pages', 'Webhooks', 'Settings']) {
      await page.getByRole('button', { name: /^More/ }).click();
      await page.getByRole('navigation', { name: 'More pages' }).getByRole('link', { name }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
    }
    await context.close();
  });

  it('whose code cannot be loaded says so, and is reloaded', async () => {
    const { context, page } = await shop.signedIn('/activity');
    await page.route('**/*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByText('This page could not be loaded.').waitFor();
    await page.unroute('**/*.js');
    await page.getByRole('link', { name: 'Reload' }).click();
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
    await context.close();
  });
});
