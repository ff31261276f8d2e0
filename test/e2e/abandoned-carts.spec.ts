import { join } from 'node:path';
import { freePort } from '@daybook/database';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import pg from 'pg';
import { aCartSession } from '../support/a-cart-session.js';
import { launchBrowser } from '../support/chromium.js';
import { axeViolations, owner, signedInOn } from '../support/console-browser.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];

const programs = usePrograms();
let database: TestDatabase | undefined;
let inspector: pg.Client;
let browser: Browser;
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
    STRIPE_API_URL: 'http://127.0.0.1:9',
  };
  [api] = await Promise.all([programs.start('api', env), programs.start('worker', env)]);
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await inspector.end();
  await database?.drop();
});

async function postWebhook(body: string): Promise<void> {
  const headers = { 'stripe-signature': stripeSignature(body) };
  expect((await fetch(`${api.url}/webhooks/stripe`, { method: 'POST', headers, body })).status).toBe(200);
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
async function left(email: string, minutes: number, hasConsent = true): Promise<string> {
  const session = aCartSession({ opened: minutesAgo(minutes + 30), email, hasConsent });
  await postWebhook(session.expired(minutesAgo(minutes)));
  return session.id;
}
const known = (carts: number) =>
  waitFor(async () => (await inspector.query('select 1 from abandoned_cart')).rowCount === carts);

it('the carts page shows an abandoned cart, its mail and its recovery live, on a screen and on a phone', async () => {
  const { page, context, pageErrors } = await signedInOn(browser, `${api.url}/admin/carts`);
  await page.getByRole('heading', { name: 'No cart was abandoned' }).waitFor();
  if (pictures) await page.screenshot({ path: join(pictures, 'carts-empty.png') });

  const recovered = await left('margarethe.von-hohenstaufen-und-zu-rotenburg@studio.example', 300);
  await left('grace@example.com', 200);
  await left('alan@example.com', 100, false);
  await left('edsger@example.com', 90);
  await left('ada@example.com', 2);
  await known(5);
  await inspector.query(
    `update abandoned_cart set email_sent_at = now() - interval '2 hours' where email like 'grace%'`,
  );
  await inspector.query(`update abandoned_cart set skip_reason = 'unsubscribed' where email like 'edsger%'`);
  const again = aCartSession({ opened: minutesAgo(9), recoveredFrom: recovered, email: 'margarethe@studio.example' });
  await postWebhook(again.paid(minutesAgo(1)));

  await page.getByText('Recovered', { exact: true }).nth(1).waitFor();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText('Unsubscribed').waitFor();
  expect(await page.getByRole('row').count()).toBe(6);
  expect(await page.locator('dl').innerText()).toMatch(/Abandoned\s+5\s+Mailed\s+1\s+Recovered\s+1\s+£43\.00/);
  expect(await axeViolations(page)).toEqual([]);

  for (const [name, width, colorScheme] of [
    ['wide', 1_200, 'light'],
    ['wide-dark', 1_200, 'dark'],
    ['phone', 375, 'light'],
    ['phone-dark', 375, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 760 });
    await page.emulateMedia({ colorScheme });
    if (pictures) await page.screenshot({ path: join(pictures, `carts-${name}.png`), fullPage: true });
    const reaches = await page.evaluate('document.documentElement.scrollWidth');
    expect(reaches).toBeLessThanOrEqual(width);
    expect(await axeViolations(page)).toEqual([]);
  }
  await page.getByRole('link', { name: /^SS-/ }).click();
  await page
    .getByText(/^Cart recovered — order SS-/)
    .first()
    .waitFor();
  expect(pageErrors).toEqual([]);
  await context.close();
}, 120_000);
