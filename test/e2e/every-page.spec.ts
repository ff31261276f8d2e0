import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { useBrowserShop } from '../support/browser-shop.js';
import { axeViolations } from '../support/console-browser.js';

const loadDemoShop = new URL('../../dist/apps/worker/src/load-demo-shop.js', import.meta.url).pathname;
const shop = useBrowserShop({
  prepare: (env) =>
    promisify(execFile)(process.execPath, [loadDemoShop], { env: { PATH: process.env['PATH'], ...env } }),
});

const paths = [
  ...['/activity', '/activity?tab=attention', '/orders', '/orders?q=nothing-has-this', '/products'],
  ...['/products?view=collections', '/products?view=syncs', '/carts', '/jobs', '/pages', '/pages/new', '/webhooks'],
  ...['/settings', '/nowhere'],
];
const widths = [320, 768, 1_024];

async function everyPage(options: BrowserContextOptions, look: (page: Page) => Promise<string[]>): Promise<string[]> {
  const { context, page, pageErrors } = await shop.signedIn('/orders', options);
  const href = await page.getByRole('link', { name: /^SS-/ }).first().getAttribute('href');
  const found: string[] = [];
  for (const path of [...paths, (href ?? '').replace(/^\/admin/, '')]) {
    await page.goto(`${shop.url}/admin${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('app-skeleton').first().waitFor({ state: 'detached' });
    found.push(...(await look(page)).map((what) => `${path}: ${what}`));
  }
  found.push(...pageErrors);
  await context.close();
  return found;
}

/** How far the page, or a card on it, is wider than what is seen of it. */
const overflows = (page: Page) =>
  page.evaluate<string[]>(`[document.documentElement, ...document.querySelectorAll('main, main .card')]
    .filter((box) => box.scrollWidth > box.clientWidth + 1)
    .map((box) => box.tagName + '.' + box.className + ' is ' + (box.scrollWidth - box.clientWidth) + ' px too wide')`);

describe('every page of the console', () => {
  it.each([
    ['in the light theme', { colorScheme: 'light' }],
    ['in the dark theme', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
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
