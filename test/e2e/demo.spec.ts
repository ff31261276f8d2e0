import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useBrowserShop } from '../support/browser-shop.js';
import { accounts } from '../support/sandbox.js';
import { waitFor } from '../support/wait-for.js';

const loadDemoShop = new URL('../../dist/apps/worker/src/load-demo-shop.js', import.meta.url).pathname;
const shop = useBrowserShop({
  programs: ['worker', 'sandbox'],
  settings: ({ url, smtpPort }) => ({
    ...accounts,
    ...{ PRINTIFY_API_URL: `${url}/printify`, PRINTFUL_API_URL: `${url}/printful`, ORDER_STEP_MS: '0' },
    ...{ SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: 'shop@example.com' },
    ...{ SANDBOX_SERVICES: 'stripe,printify,printful,mail', ATTENTION_PUSH_SECONDS: '1' },
  }),
  prepare: (env) =>
    promisify(execFile)(process.execPath, [loadDemoShop], { env: { PATH: process.env['PATH'], ...env } }),
});

const openProblems = () => shop.rows(`select id from activity_log where level <> 'info' and resolved_at is null`);
const untilOpen = (count: number) => waitFor(async () => (await openProblems()).length === count, { within: 60_000 });
const rowOf = (page: Page, sentence: string) => page.getByRole('group', { name: new RegExp(`^${sentence}`) });

/** The newest: what an entry resolves quotes it, and may say so first. */
const untilTold = (page: Page, message: string) =>
  page.getByRole('listitem').filter({ hasText: message }).last().waitFor({ timeout: 60_000 });

async function showCauses(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Activity/ }).click();
  await page.getByRole('tab', { name: /^Needs attention/ }).click();
}

it('each of the demo’s three problems can be mended from the console', async () => {
  const { context, page, pageErrors } = await shop.signedIn('/activity');
  const badge = page.getByRole('navigation', { name: 'Main' }).getByRole('img');
  await badge.and(page.getByLabel('3 need attention')).waitFor();

  await showCauses(page);
  const outOfStock = rowOf(page, 'Submission to Printify failed');
  await outOfStock.getByRole('button', { name: /^Retry/ }).click();
  await outOfStock.getByText('Done').waitFor({ timeout: 60_000 });
  await untilOpen(2);

  await rowOf(page, 'Submission to Printful failed').getByRole('link').click();
  await page.getByRole('button', { name: 'Correct address' }).click();
  await page.getByLabel('Postcode').fill('SY8 1AA');
  await page.getByRole('button', { name: 'Save and retry' }).click();
  await untilTold(page, 'Submitted to Printful');
  await untilOpen(1);

  await showCauses(page);
  await rowOf(page, 'Email bounced').getByRole('link').click();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Correct the e-mail address' }).click();
  await page.getByLabel('E-mail', { exact: true }).fill('mei.tanaka@example.com');
  await page.getByRole('button', { name: 'Save and send again' }).click();
  await untilTold(page, 'Order confirmation sent to mei.tanaka@example.com');
  await untilOpen(0);

  await page.getByText('nothing needs attention', { exact: true }).first().waitFor({ state: 'attached' });
  const sent = await fetch(`${shop.sandboxUrl}/mail`).then((answer) => answer.text());
  expect(sent).toContain('mei.tanaka@example.com');
  expect(pageErrors).toEqual([]);
  await context.close();
}, 180_000);
