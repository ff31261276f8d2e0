import { join } from 'node:path';
import { mailServices, type ActivityEntry, type Page as PageOf } from '@daybook/contract';
import { describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { useBrowserShop } from '../support/browser-shop.js';
import { axeViolations } from '../support/console-browser.js';
import { mailWebhookSettings } from '../support/mail-services.js';
import { waitFor } from '../support/wait-for.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];

const shop = useBrowserShop({
  programs: ['worker', 'sandbox'],
  settings: ({ url, smtpPort }) => ({
    PRINTFUL_TOKEN: 'token-of-the-tests',
    PRINTFUL_STORE_ID: '2',
    PRINTFUL_API_URL: `${url}/printful`,
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    MAIL_FROM: 'orders@shop.example',
    ...mailWebhookSettings,
  }),
});

async function callSandbox<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(shop.sandboxUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as T;
}

async function draw(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

describe('a bounced mail, from the sandbox’s mailbox to the console', () => {
  it.each(mailServices)('appears on its order when %s reports it', async (service) => {
    const email = `${service}@example.com`;
    await callSandbox('POST', '/sandbox/orders', { email });
    const mail = await waitFor(
      async () => (await callSandbox<PageOf<{ id: string }>>('GET', `/sandbox/mails?to=${email}`)).items[0],
      { within: 30_000 },
    );
    const sent = await callSandbox('POST', `/sandbox/mails/${mail.id}/bounce`, { service });
    expect(sent).toEqual({ status: 200 });
    const forged = await callSandbox('POST', `/sandbox/mails/${mail.id}/bounce`, { service, signature: 'forged' });
    expect(forged).toEqual({ status: 400 });

    const { context, page } = await shop.signedIn('/activity?tab=attention');
    const entry = await waitFor(async () => {
      const path = `${shop.url}/api/activity?type=email.bounced&q=${encodeURIComponent(email)}`;
      return ((await (await page.request.get(path)).json()) as PageOf<ActivityEntry>).items[0];
    });
    expect(entry).toMatchObject({ level: 'warning', message: `Email bounced: ${email} (order confirmation)` });
    await page.goto(`${shop.url}/admin/orders/${entry.orderNumber ?? ''}`);
    await page.getByText(`Email bounced: ${email} (order confirmation)`).waitFor();
    if (service === 'postmark') await draw(page, 'order-bounced');
    await context.close();
  });

  it('can be bounced with a button on its sandbox page', async () => {
    const [mail] = (await callSandbox<PageOf<{ id: string }>>('GET', '/sandbox/mails')).items;
    const context = await shop.browser.newContext({ viewport: { width: 1_100, height: 860 } });
    const page = await context.newPage();
    await page.goto(`${shop.sandboxUrl}/mail/${mail?.id ?? ''}`);
    await page.getByLabel('What it reports').selectOption('soft');
    // on a busy machine Chromium sends a click to where the preview's frame was before the page scrolled
    await page.getByRole('button', { name: 'Send the webhook' }).press('Enter');
    await page.getByText('Postmark: soft').waitFor();
    await draw(page, 'sandbox-mail');
    await page.goto(`${shop.sandboxUrl}/mail`);
    await draw(page, 'sandbox-mailbox');
    await context.close();
  });
});

const displays: [string, BrowserContextOptions][] = [
  ['wide', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
];

describe.each(displays)('the console, %s', (display, options) => {
  it('shows what Daybook is connected with', async () => {
    const { context, page, pageErrors } = await shop.signedIn('/activity', options);
    if (display === 'phone') await page.getByRole('button', { name: /^More/ }).click();
    const pages = page.getByRole('navigation', { name: display === 'phone' ? 'More pages' : 'Main' });
    await pages.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    await page
      .getByText(/Last webhook/)
      .first()
      .waitFor();
    await draw(page, `settings-${display}`);
    expect(await axeViolations(page)).toEqual([]);
    expect(pageErrors).toEqual([]);
    await context.close();
  });

  it('shows the inbox and a webhook’s body, and replays the webhook', async () => {
    const { context, page, pageErrors } = await shop.signedIn('/webhooks?source=resend', options);
    const row = page.getByRole('listitem').filter({ hasText: 'email.bounced' }).first();
    await row.getByRole('button', { name: /^View: / }).click();
    await row.getByText('"type": "email.bounced"').waitFor();
    await draw(page, `webhooks-${display}`);
    expect(await axeViolations(page)).toEqual([]);
    await row.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('Processed again: Resend, email.bounced.').waitFor();
    expect(pageErrors).toEqual([]);
    await context.close();
  });
});
