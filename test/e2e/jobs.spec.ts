import { freePort } from '@daybook/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from '../support/chromium.js';
import { axeViolations, owner, signedInOn, type ConsoleBrowser } from '../support/console-browser.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const programs = usePrograms();
let database: TestDatabase | undefined;
let inspector: pg.Client | undefined;
let browser: Browser | undefined;
let api: RunningProgram;

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Client(database.url);
  await inspector.connect();
  const port = await freePort();
  const env = {
    DATABASE_URL: database.url,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ADMIN_PASSWORD: owner.password,
    // nothing listens there, so the lines of an order cannot be fetched
    STRIPE_API_URL: 'http://127.0.0.1:9',
  };
  [api] = await Promise.all([programs.start('api', env), programs.start('worker', env)]);
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await inspector?.end();
  await database?.drop();
});

function aSignedInBrowser(path: string, options?: BrowserContextOptions): Promise<ConsoleBrowser> {
  if (!browser) throw new Error('The browser is started before the first test.');
  return signedInOn(browser, `${api.url}/admin${path}`, options);
}

const change = async (statement: string) => (await inspector?.query(statement))?.rowCount ?? 0;

async function pay(): Promise<void> {
  const body = aStripeEvent();
  const headers = { 'stripe-signature': stripeSignature(body) };
  expect((await fetch(`${api.url}/webhooks/stripe`, { method: 'POST', headers, body })).status).toBe(200);
}

/** Discards every job once each has failed. */
const discardAll = (count: number) =>
  waitFor(async () => {
    await change(`update pgboss.job set state = 'failed', completed_on = now() where state = 'retry'`);
    return (await change(`select 1 from pgboss.job where state = 'failed'`)) === count;
  });

describe('the jobs page', () => {
  it('shows an empty state while no job is waiting', async () => {
    const { context, page, pageErrors } = await aSignedInBrowser('/activity');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('heading', { name: 'Nothing waits to be done' }).waitFor();

    expect(await axeViolations(page)).toEqual([]);
    expect(pageErrors).toEqual([]);
    await context.close();
  });

  it('shows a new job without a reload, and why it failed', async () => {
    const { context, page } = await aSignedInBrowser('/jobs');
    await page.getByRole('heading', { name: 'Nothing waits to be done' }).waitFor();
    await pay();
    const row = page.getByRole('listitem').filter({ hasText: 'Fetch the lines of an order from Stripe' });
    await row.waitFor();
    await waitFor(async () => {
      await page.getByRole('button', { name: 'Refresh' }).click();
      return /Try \d+ of 80 failed: .*Stripe/.test(await row.innerText());
    });

    await row.getByRole('link', { name: /^SS-/ }).click();
    await page.getByRole('heading', { level: 1, name: /^SS-/ }).waitFor();
    await context.close();
  });

  it('runs a discarded job again, by keyboard on a phone in dark mode', async () => {
    await discardAll(1);
    const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true } as const;
    const { context, page, pageErrors } = await aSignedInBrowser('/jobs?state=discarded', phone);
    const again = page.getByRole('button', { name: /^Run again: Fetch the lines of an order from Stripe, SS-/ });
    await again.waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await again.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No job was given up' }).waitFor();
    expect(await change(`select 1 from pgboss.job where state <> 'failed' and name = 'fetch-order-lines'`)).toBe(1);
    expect(pageErrors).toEqual([]);
    await context.close();
  });
});
