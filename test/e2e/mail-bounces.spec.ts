import { join } from 'node:path';
import { mailServices, type ActivityEntry, type Page as PageOf } from '@daybook/contract';
import { freePort } from '@daybook/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../support/chromium.js';
import { axeViolations, owner, signedInOn, type ConsoleBrowser } from '../support/console-browser.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { mailWebhookSettings } from '../support/mail-services.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { webhookSecret } from '../support/parts.js';
import { waitFor } from '../support/wait-for.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];

const programs = usePrograms();
let database: TestDatabase | undefined;
let browser: Browser | undefined;
let api: RunningProgram;
let sandbox: RunningProgram;

beforeAll(async () => {
  database = await aDatabase();
  const [port, sandboxPort, smtpPort] = [await freePort(), await freePort(), await freePort()];
  const env = {
    DATABASE_URL: database.url,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ADMIN_PASSWORD: owner.password,
    STRIPE_SECRET_KEY: 'sk_test_of_the_tests',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_URL: `http://127.0.0.1:${sandboxPort}`,
    PRINTFUL_TOKEN: 'token-of-the-tests',
    PRINTFUL_STORE_ID: '2',
    PRINTFUL_API_URL: `http://127.0.0.1:${sandboxPort}/printful`,
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    MAIL_FROM: 'orders@shop.example',
    ...mailWebhookSettings,
  };
  [api, sandbox] = await Promise.all([
    programs.start('api', env),
    programs.start('sandbox', {
      ...env,
      PORT: String(sandboxPort),
      SANDBOX_PORT: String(sandboxPort),
      SANDBOX_SMTP_PORT: String(smtpPort),
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

function aSignedInBrowser(path: string, options?: BrowserContextOptions): Promise<ConsoleBrowser> {
  if (!browser) throw new Error('The browser is started before the first test.');
  return signedInOn(browser, `${api.url}/admin${path}`, options);
}

async function callSandbox<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(sandbox.url + path, {
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

    const { context, page } = await aSignedInBrowser('/activity?tab=attention');
    const entry = await waitFor(async () => {
      const path = `${api.url}/api/activity?type=email.bounced&q=${encodeURIComponent(email)}`;
      return ((await (await page.request.get(path)).json()) as PageOf<ActivityEntry>).items[0];
    });
    expect(entry).toMatchObject({ level: 'warning', message: `Email bounced: ${email} (order confirmation)` });
    await page.goto(`${api.url}/admin/orders/${entry.orderNumber ?? ''}`);
    await page.getByText(`Email bounced: ${email} (order confirmation)`).waitFor();
    if (service === 'postmark') await draw(page, 'order-bounced');
    await context.close();
  });

  it('can be bounced with a button on its sandbox page', async () => {
    const [mail] = (await callSandbox<PageOf<{ id: string }>>('GET', '/sandbox/mails')).items;
    const context = await browser?.newContext({ viewport: { width: 1_100, height: 860 } });
    const page = await context?.newPage();
    if (!page) throw new Error('There is no browser.');
    await page.goto(`${sandbox.url}/mail/${mail?.id ?? ''}`);
    await page.getByLabel('What it reports').selectOption('soft');
    await page.getByRole('button', { name: 'Send the webhook' }).click();
    await page.getByText('Postmark: soft').waitFor();
    await draw(page, 'sandbox-mail');
    await page.goto(`${sandbox.url}/mail`);
    await draw(page, 'sandbox-mailbox');
    await context?.close();
  });
});

const displays: [string, BrowserContextOptions][] = [
  ['wide', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
];

describe.each(displays)('the console, %s', (display, options) => {
  it('shows what Daybook is connected with', async () => {
    const { context, page, pageErrors } = await aSignedInBrowser('/activity', options);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    await page
      .getByText(/Last heard/)
      .first()
      .waitFor();
    await draw(page, `settings-${display}`);
    expect(await axeViolations(page)).toEqual([]);
    expect(pageErrors).toEqual([]);
    await context.close();
  });

  it('shows the inbox and a webhook’s body, and replays the webhook', async () => {
    const { context, page, pageErrors } = await aSignedInBrowser('/webhooks?source=resend', options);
    const row = page.getByRole('listitem').filter({ hasText: 'email.bounced' }).first();
    await row.getByRole('button', { name: /^View: / }).click();
    await row.getByText('"type": "email.bounced"').waitFor();
    await draw(page, `webhooks-${display}`);
    expect(await axeViolations(page)).toEqual([]);
    await row.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('Processed once more: Resend, email.bounced.').waitFor();
    expect(pageErrors).toEqual([]);
    await context.close();
  });
});
