import { describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { useBrowserDemo } from '../support/browser-demo.js';
import { axeViolations } from '../support/console-browser.js';
import { waitFor } from '../support/wait-for.js';

const shop = useBrowserDemo({ ATTENTION_PUSH_SECONDS: '2' });

const badge = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByRole('img');
const shows = (page: Page, count: string) =>
  page.getByRole('img', { name: new RegExp(`^${count} needs? attention$`) }).waitFor();

async function payInTheSandbox(context: BrowserContext): Promise<void> {
  const payPage = await context.newPage();
  await payPage.goto(shop.sandboxUrl);
  await payPage.getByRole('button', { name: 'Go to the pay page' }).click();
  await payPage.getByLabel('Name', { exact: true }).fill('Nora <b>Newcomer</b>');
  await payPage.getByRole('button', { name: /by card/ }).click();
  await payPage.getByRole('heading', { level: 1 }).waitFor();
  await payPage.close();
}

describe('in the console', () => {
  // before anything is ordered: an order that goes on is news
  it('an idle page makes no HTTP requests while count updates keep arriving', async () => {
    const { context, page } = await shop.signedIn('/activity');
    await shows(page, '3');
    const frames: string[] = [];
    const requests: string[] = [];
    const counts = () => frames.filter((frame) => frame.includes('attention:count')).length;
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
    await page.reload();
    // a page that did not wait for a slow socket loads again when it opens
    await page.getByText('Live', { exact: true }).first().waitFor();
    await waitFor(() => counts() > 0);
    await shows(page, '3');
    await page.getByText('Order placed — £28.00 via Stripe').first().waitFor();
    page.on('request', (request) => requests.push(request.url()));

    const before = counts();
    await waitFor(() => counts() >= before + 3);
    expect(requests).toEqual([]);
    await context.close();
  });

  it('an order paid in the sandbox appears without a reload: in the list, on the feed, and with its timeline', async () => {
    const { context, page: list, pageErrors } = await shop.signedIn('/orders');
    const feed = await context.newPage();
    await feed.goto(`${shop.url}/admin/activity`);
    await feed.getByText('Order placed — £28.00 via Stripe').first().waitFor();
    await list.getByRole('link', { name: /^SS-/ }).first().waitFor();

    await payInTheSandbox(context);
    const row = list.getByRole('row').filter({ hasText: 'Nora <b>Newcomer</b>' });
    await row.waitFor();
    await feed.getByText('Order placed — £43.00 via Stripe').first().waitFor();

    await row.getByRole('link').first().click();
    await list.getByRole('heading', { level: 1, name: /^SS-/ }).waitFor();
    await list.getByRole('listitem').filter({ hasText: 'Order placed — £43.00 via Stripe' }).waitFor();
    await list.getByText('Heavyweight tee, M / Black').waitFor();
    expect(await axeViolations(list)).toEqual([]);
    expect(pageErrors).toEqual([]);
    await context.close();
  });

  it('the demo order’s problem shows the entry that resolved it', async () => {
    const { context, page } = await shop.signedIn('/orders?q=archer%20tom');
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
    const here = await shop.signedIn('/activity');
    const there = await shop.signedIn('/orders');
    await shows(here.page, '3');
    await shows(there.page, '3');

    await here.page.getByRole('button', { name: /^Resolve: Email bounced: mei/ }).click();
    await shows(there.page, '2');
    await shows(here.page, '2');

    // the snackbar's, or the row's once the snackbar's ten seconds are over
    const undo = here.page.getByRole('button', { name: /^Undo( resolving: Email bounced: mei.*)?$/ });
    await undo.last().click();
    await shows(there.page, '3');
    expect(await axeViolations(here.page)).toEqual([]);
    expect([...here.pageErrors, ...there.pageErrors]).toEqual([]);
    await here.context.close();
    await there.context.close();
  });

  it('signing out ends access to the console and removes the pending undo', async () => {
    const { context, page } = await shop.signedIn('/activity');
    await page.getByRole('button', { name: /^Resolve: Email bounced: mei/ }).click();
    await page.locator('mat-snack-bar-container').waitFor();
    await page.getByRole('button', { name: /^Account and theme/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await badge(page).count()).toBe(0);
    await page.locator('mat-snack-bar-container').waitFor({ state: 'detached' });

    await page.goto(`${shop.url}/admin/orders`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await context.close();
  });
});
