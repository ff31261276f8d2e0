import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useBrowserShop } from '../support/browser-shop.js';
import { axeViolations } from '../support/console-browser.js';
import { waitFor } from '../support/wait-for.js';

const orderCount = 20;
const shop = useBrowserShop({
  programs: ['worker', 'sandbox'],
  settings: ({ url }) => ({
    PRINTIFY_TOKEN: 'token-of-the-tests',
    PRINTIFY_SHOP_ID: '1',
    PRINTIFY_API_URL: `${url}/printify`,
    PRINTIFY_CALLS_A_MINUTE: '1000000',
    SUBMISSION_RETRY_SECONDS: '1',
    ORDER_STEP_MS: '0',
    ACCEPT_FOREIGN_SESSIONS: 'off',
  }),
});

async function callSandbox(method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${shop.sandboxUrl}/sandbox${path}`, {
    ...{ method, headers: { 'content-type': 'application/json' } },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect([path, response.ok]).toEqual([path, true]);
}

async function ordersWith(condition: string): Promise<number> {
  const [found] = await shop.rows<{ count: string }>(
    `select count(distinct order_id) as count from activity_log where ${condition}`,
  );
  return Number(found?.count);
}

const untilBadge = (page: Page, label: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('img', { name: label }).waitFor();
const rowOf = (page: Page) => page.getByRole('group', { name: /^Submission to Printify failed/ });

describe('in Needs attention', () => {
  it('twenty orders refused for one cause are one row, and are all submitted by one retry', async () => {
    await callSandbox('POST', '/faults', {
      service: 'printify',
      kind: 'reject',
      operation: 'submit',
      times: 1_000_000,
    });
    for (let i = 0; i < orderCount; i += 1) await callSandbox('POST', '/orders', {});
    const gaveUp = `event_type = 'order.submission_failed' and resolved_at is null and payload->>'gaveUpAfter' = '3'`;
    await waitFor(async () => (await ordersWith(gaveUp)) === orderCount, { within: 120_000 });

    const { context, page, pageErrors } = await shop.signedIn('/activity');
    await untilBadge(page, '20 need attention');
    await callSandbox('DELETE', '/faults');

    await page.getByRole('tab', { name: /^Needs attention/ }).click();
    await rowOf(page).waitFor();
    expect(await page.getByRole('group', { name: /failed/ }).count()).toBe(1);
    expect(await rowOf(page).innerText()).toContain('20 orders');
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: /^Retry 20/ }).click();
    await page.getByText('Retrying 20 problems').waitFor();
    await waitFor(async () => (await ordersWith(`event_type = 'order.submitted'`)) === orderCount, { within: 60_000 });
    await rowOf(page).getByText('Done').waitFor();
    await page.getByText('nothing needs attention', { exact: true }).first().waitFor({ state: 'attached' });

    await page.mouse.move(0, 0);
    await page.getByRole('heading', { name: 'Nothing needs attention' }).waitFor();
    expect(pageErrors).toEqual([]);
    await context.close();
  }, 180_000);
});
