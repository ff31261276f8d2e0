import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useBrowserShop } from '../support/browser-shop.js';
import { axeViolations } from '../support/console-browser.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

// nothing listens at Stripe's address, so the lines of an order cannot be fetched
const shop = useBrowserShop({ programs: ['worker'] });

const countJobs = async (condition: string) => (await shop.rows(`select 1 from pgboss.job where ${condition}`)).length;

async function pay(): Promise<void> {
  const body = aStripeEvent();
  const headers = { 'stripe-signature': stripeSignature(body) };
  expect((await fetch(`${shop.url}/webhooks/stripe`, { method: 'POST', headers, body })).status).toBe(200);
}

/** Discards every job once each has failed. */
const discardAll = (count: number) =>
  waitFor(async () => {
    await shop.rows(`update pgboss.job set state = 'failed', completed_on = now() where state = 'retry'`);
    return (await countJobs(`state = 'failed'`)) === count;
  });

/** Refreshes: a job of the worker's own tasks may have run while the page was loading. */
const waitForEmptyQueue = (page: Page) =>
  waitFor(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click();
    return page.getByRole('heading', { name: 'The queue is empty' }).isVisible();
  });

describe('the jobs page', () => {
  it('shows an empty state while no job is waiting', async () => {
    const { context, page, pageErrors } = await shop.signedIn('/activity');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click();
    await waitForEmptyQueue(page);

    expect(await axeViolations(page)).toEqual([]);
    expect(pageErrors).toEqual([]);
    await context.close();
  });

  it('shows a new job without a reload, and why it failed', async () => {
    const { context, page } = await shop.signedIn('/jobs');
    await waitForEmptyQueue(page);
    await pay();
    const row = page.getByRole('listitem').filter({ hasText: 'Fetch the lines of an order from Stripe' });
    await row.waitFor();
    await waitFor(async () => {
      await page.getByRole('button', { name: 'Refresh' }).click();
      return /Attempt \d+ of 80 failed: .*Stripe/.test(await row.innerText());
    });

    await row.getByRole('link', { name: /^SS-/ }).click();
    await page.getByRole('heading', { level: 1, name: /^SS-/ }).waitFor();
    await context.close();
  });

  it('runs a discarded job again, by keyboard on a phone in dark mode', async () => {
    await discardAll(1);
    const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true } as const;
    const { context, page, pageErrors } = await shop.signedIn('/jobs?state=discarded', phone);
    const again = page.getByRole('button', { name: /^Run again: Fetch the lines of an order from Stripe, SS-/ });
    await again.waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await again.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No job has been given up on' }).waitFor();
    expect(await countJobs(`state <> 'failed' and name = 'fetch-order-lines'`)).toBe(1);
    expect(pageErrors).toEqual([]);
    await context.close();
  });
});
