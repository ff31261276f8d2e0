import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '@daybook/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../support/chromium.js';
import { axeViolations, owner, signedInOn, type ConsoleBrowser } from '../support/console-browser.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { webhookSecret } from '../support/parts.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { waitFor } from '../support/wait-for.js';

/** The maximum delay before a person sees a change. */
const soon = 3_000;

const programs = usePrograms();
let database: TestDatabase | undefined;
let browser: Browser | undefined;
let api: RunningProgram;
let sandbox: RunningProgram;

beforeAll(async () => {
  database = await aDatabase();
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: database.url,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ADMIN_PASSWORD: owner.password,
    ATTENTION_PUSH_SECONDS: '2',
    STRIPE_SECRET_KEY: 'sk_test_of_the_tests',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_URL: `http://127.0.0.1:${sandboxPort}`,
    PRINTIFY_TOKEN: 'token-of-the-tests',
    PRINTIFY_SHOP_ID: '1',
    PRINTIFY_API_URL: `http://127.0.0.1:${sandboxPort}/printify`,
    PRINTFUL_TOKEN: 'token-of-the-tests',
    PRINTFUL_STORE_ID: '2',
    PRINTFUL_API_URL: `http://127.0.0.1:${sandboxPort}/printful`,
  };
  const demo = new URL('../../dist/apps/worker/src/load-demo-shop.js', import.meta.url).pathname;
  await promisify(execFile)(process.execPath, [demo], { env: { PATH: process.env['PATH'], ...env } });
  [api, sandbox] = await Promise.all([
    programs.start('api', env),
    programs.start('sandbox', {
      ...env,
      PORT: String(sandboxPort),
      SANDBOX_PORT: String(sandboxPort),
      DAYBOOK_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/stripe`,
    }),
    programs.start('worker', env),
  ]);
  browser = await launchBrowser();
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await database?.drop();
});

function aSignedInBrowser(path: string): Promise<ConsoleBrowser> {
  if (!browser) throw new Error('The browser is started before the first test.');
  return signedInOn(browser, `${api.url}/admin${path}`);
}

const badge = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByRole('img');
const shows = (page: Page, count: string) =>
  page.getByRole('img', { name: new RegExp(`^${count} needs? attention$`) }).waitFor({ timeout: soon });

async function payInTheSandbox(context: BrowserContext): Promise<void> {
  const shop = await context.newPage();
  await shop.goto(sandbox.url);
  await shop.getByRole('button', { name: 'Go to the pay page' }).click();
  await shop.getByLabel('Name', { exact: true }).fill('Nora <b>Newcomer</b>');
  await shop.getByRole('button', { name: /by card/ }).click();
  await shop.getByRole('heading', { level: 1 }).waitFor();
  await shop.close();
}

describe('in the console', () => {
  it('an order paid in the sandbox appears without a reload: in the list, on the feed, and with its timeline', async () => {
    const { context, page: list, pageErrors } = await aSignedInBrowser('/orders');
    const feed = await context.newPage();
    await feed.goto(`${api.url}/admin/activity`);
    await feed.getByText('Order placed — £37.00 via Stripe').waitFor();
    await list.getByRole('link', { name: /^SS-/ }).first().waitFor();

    await payInTheSandbox(context);
    const row = list.getByRole('row').filter({ hasText: 'Nora <b>Newcomer</b>' });
    await row.waitFor({ timeout: soon });
    await feed.getByText('Order placed — £43.00 via Stripe').first().waitFor({ timeout: soon });

    await row.getByRole('link').first().click();
    await list.getByRole('heading', { level: 1, name: /^SS-/ }).waitFor();
    await list.getByRole('listitem').filter({ hasText: 'Order placed — £43.00 via Stripe' }).waitFor();
    await list.getByText('Heavyweight tee, M / Black').waitFor();
    expect(await axeViolations(list)).toEqual([]);
    expect(pageErrors).toEqual([]);
    await context.close();
  });

  it('the demo order’s problem shows the entry that resolved it', async () => {
    const { context, page } = await aSignedInBrowser('/orders?q=Tom%20Archer');
    await page.getByRole('link', { name: /^SS-/ }).first().click();
    const problem = page
      .getByRole('listitem')
      .filter({ hasText: 'Submission to Printify failed: variant out of stock' });
    await problem.waitFor();

    expect(await problem.innerText()).toContain('Resolved by “Submitted to Printify”, 10:07');
    expect(await page.getByRole('listitem').count()).toBe(6);
    await context.close();
  });

  it('resolving in one browser lowers the badge of another, and undoing raises it again', async () => {
    const here = await aSignedInBrowser('/activity?tab=attention');
    const there = await aSignedInBrowser('/orders');
    await shows(here.page, '3');
    await shows(there.page, '3');

    await here.page.getByRole('button', { name: 'Resolve: 14 Stripe webhooks rejected: bad signature' }).click();
    await shows(there.page, '2');
    await shows(here.page, '2');

    await here.page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await shows(there.page, '3');
    expect(await axeViolations(here.page)).toEqual([]);
    expect([...here.pageErrors, ...there.pageErrors]).toEqual([]);
    await here.context.close();
    await there.context.close();
  });

  it('an idle page makes no HTTP requests while count updates keep arriving', async () => {
    const { context, page } = await aSignedInBrowser('/activity');
    await shows(page, '3');
    const frames: string[] = [];
    const requests: string[] = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
    await page.reload();
    await shows(page, '3');
    await page.getByText('Order placed — £37.00 via Stripe').waitFor();
    page.on('request', (request) => requests.push(request.url()));

    const counts = () => frames.filter((frame) => frame.includes('attention:count')).length;
    const before = counts();
    await waitFor(() => counts() >= before + 3);
    expect(requests).toEqual([]);
    await context.close();
  });

  it('signing out ends access to the console and removes the pending undo', async () => {
    const { context, page } = await aSignedInBrowser('/activity');
    await page.getByRole('button', { name: 'Resolve: 14 Stripe webhooks rejected: bad signature' }).click();
    await page.locator('mat-snack-bar-container').waitFor();
    await page.getByRole('button', { name: /^Account and theme/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await badge(page).count()).toBe(0);
    await page.locator('mat-snack-bar-container').waitFor({ state: 'detached' });

    await page.goto(`${api.url}/admin/orders`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await context.close();
  });
});
