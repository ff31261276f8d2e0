import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/chromium.js';
import { axeViolations, owner, signedInOn } from '../support/console-browser.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];

const programs = usePrograms();
let database: TestDatabase | undefined;
let browser: Browser | undefined;
let api: RunningProgram;

beforeAll(async () => {
  database = await aDatabase();
  api = await programs.start('api', { DATABASE_URL: database.url, ADMIN_PASSWORD: owner.password });
  browser = await launchBrowser();
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await programs.end();
  await database?.drop();
});

describe.each([
  ['wide', { viewport: { width: 1_200, height: 860 } }],
  ['phone', { viewport: { width: 390, height: 780 }, colorScheme: 'dark' as const }],
])('the owner on a screen (%s)', (kind, options) => {
  it('writes a page, previews it, and finds it in the shop', async () => {
    if (!browser) throw new Error('The browser is started before the first test.');
    const { context, page, pageErrors } = await signedInOn(browser, `${api.url}/admin/pages`, options);
    const checkPage = async (name: string) => {
      if (pictures) await page.screenshot({ path: join(pictures, `console-${name}-${kind}.png`), fullPage: true });
      expect([name, await axeViolations(page)]).toEqual([name, []]);
    };
    await page.getByRole('link', { name: 'Delivery and returns' }).waitFor();
    await checkPage('pages');

    await page.getByRole('link', { name: 'New page' }).click();
    await page.getByLabel('Title').fill(`Size guide ${kind}`);
    await page.getByLabel('Text').fill('## Shirts\n\nThey run **small**.');
    await page.getByRole('heading', { name: 'Shirts' }).waitFor();
    await checkPage('page-editor');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: `Size guide ${kind}` }).waitFor();

    const shop = await context.newPage();
    await shop.goto(`${api.url}/pages/size-guide-${kind}`);
    expect(await shop.locator('article').innerText()).toContain('They run small.');
    expect(pageErrors).toEqual([]);
    await context.close();
  });
});
