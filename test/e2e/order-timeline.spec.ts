import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { useBrowserShop } from '../support/browser-shop.js';
import { axeViolations } from '../support/console-browser.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];
const savePicture = async (page: Page, name: string) => {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/timeline-${name}.png`, fullPage: true });
};

const shop = useBrowserShop({
  prepare: async (_, pool) => {
    for (const { id, number } of [long, failing])
      await pool.query(
        `insert into customer_order (id, number, status, currency, total, customer_name, customer_email, checkout_session_id,
           fulfilment_error, lines_fetched_at, placed_at)
         values ($1, $2, 'paid', 'GBP', 4300, 'Ada Green', 'ada@customer.example', $2, $3, now(), now() - interval '7 days')`,
        [id, number, id === failing.id ? 'out of stock' : null],
      );
    await pool.query(
      `insert into fulfilment (id, order_id, provider, external_id, last_error) values ($1, $2, 'printify', 'e1', 'out of stock')`,
      [uuidv7(), failing.id],
    );
    await pool.query(insertEntries, [long.id, longStory(10_000)]);
    await pool.query(insertEntries, [failing.id, failingStory]);
  },
});

interface Told {
  id?: string;
  type: string;
  level?: string;
  message: string;
  payload?: object;
  resolved_by?: object;
}

const long = { id: uuidv7(), number: 'SS-260214-0001' };
const failing = { id: uuidv7(), number: 'SS-260214-0002' };

/** Entries a minute apart, the last one now. */
const insertEntries = `
  insert into activity_log (id, event_type, level, order_id, payload, message, actor, occurred_at, inserted_at, resolved_by, resolved_at)
  select coalesce(told.id, gen_random_uuid()), type, coalesce(level, 'info'), $1, coalesce(payload, '{}'), message,
    case when type = 'order.note' then 'Tom' end, at, at, resolved_by, case when resolved_by is not null then at end
  from rows from (jsonb_to_recordset($2::jsonb)
      as (id uuid, type text, level text, payload jsonb, message text, resolved_by jsonb)) with ordinality
      as told (id, type, level, payload, message, resolved_by, n)
    cross join lateral (select date_trunc('minute', now()) - (jsonb_array_length($2::jsonb) - n) * interval '1 minute' as at) as timed`;

const minor = (message: string): Told => ({ type: 'order.tracking_changed', message });

/** Placed first, one old problem open, a note every 500 entries, and minor entries between. */
function longStory(count: number): string {
  const special: Record<number, Told> = {
    0: { type: 'order.created', message: 'Order placed — £43.00 via Stripe' },
    7: { type: 'order.on_hold', level: 'warning', message: 'On hold at Printify: address unclear' },
  };
  return JSON.stringify(
    Array.from({ length: count }, (_, n) => {
      const note: Told = { type: 'order.note', message: `Note number ${n}`, payload: { text: `Note number ${n}` } };
      return special[n] ?? (n % 500 === 0 ? note : minor(`Tracking changed: ${n}`));
    }),
  );
}

const failed = (some: Partial<Told>): Told => ({
  ...{ type: 'order.submission_failed', level: 'error', message: 'Submission to Printify failed: out of stock' },
  payload: { provider: 'printify', reason: 'out of stock' },
  ...some,
});
const latest = uuidv7();
const failingStory = JSON.stringify([
  { type: 'order.created', message: 'Order placed — £43.00 via Stripe' },
  ...Array.from({ length: 23 }, (_, n) => minor(`Tracking changed: ${n + 1}`)),
  failed({ resolved_by: { by: 'event', eventType: 'order.submission_failed', entryId: latest } }),
  {
    type: 'order.email.failed',
    level: 'error',
    message: 'Order confirmation to ada@customer.example failed: mailbox full',
    payload: { mail: 'confirmation', to: 'ada@customer.example', reason: 'mailbox full' },
  },
  failed({ id: latest }),
]);

const fold = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const entry = (page: Page, words: string) => page.getByRole('listitem').filter({ hasText: words });

async function isSeen(page: Page, words: string): Promise<boolean> {
  const box = await entry(page, words).boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

describe('the story of 10,000 entries', () => {
  it('opens with its newest entries, its beginning and its open problem, in a page of a few thousand elements', async () => {
    const { context, page, pageErrors } = await shop.signedIn(`/orders/${long.number}`);
    await entry(page, 'Order placed').waitFor();
    await entry(page, 'On hold at Printify: address unclear').waitFor();
    await savePicture(page, 'long');
    await fold(page, '200 minor entries').click();
    await entry(page, 'Tracking changed: 9999').waitFor();

    expect(await page.locator('*').count()).toBeLessThan(4_000);
    expect(await axeViolations(page)).toEqual([]);
    expect(pageErrors).toEqual([]);
    await context.close();
  });

  it('is loaded as it is asked for, up to its beginning, and stays small while its runs are folded', async () => {
    const { context, page, pageErrors } = await shop.signedIn(`/orders/${long.number}`);
    for (const reached of [9_000, 8_000, 7_000, 6_000, 5_000, 4_000, 3_000, 2_000, 1_000, 500]) {
      await page.getByRole('button', { name: 'Show earlier entries' }).click();
      await page.getByText(`Note number ${reached}`, { exact: true }).waitFor();
    }

    expect(await page.locator('*').count()).toBeLessThan(4_000);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Activity');
    expect(pageErrors).toEqual([]);
    await context.close();
  });

  it('is searched for the entry that the address names, which is unfolded and scrolled to', async () => {
    const [named] = await shop.rows<{ id: string }>(
      `select id from activity_log where order_id = $1 and message = 'Tracking changed: 4321'`,
      [long.id],
    );
    const { context, page } = await shop.signedIn(`/orders/${long.number}#${named?.id ?? ''}`);
    await entry(page, 'Tracking changed: 4321').waitFor();
    await page.waitForFunction(`document.activeElement.textContent.includes('Tracking changed: 4321')`);

    expect(await isSeen(page, 'Tracking changed: 4321')).toBe(true);
    await context.close();
  });
});

describe.each([
  ['wide', {}],
  ['phone, dark', { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' as const }],
])('the timeline of an order that fails (%s)', (kind, options) => {
  it('folds 23 minor entries, which the keyboard unfolds', async () => {
    const { context, page } = await shop.signedIn(`/orders/${failing.number}`, options);
    const run = fold(page, '23 minor entries');
    await run.waitFor();
    expect([await run.getAttribute('aria-expanded'), await entry(page, 'Tracking changed').count()]).toEqual([
      'false',
      0,
    ]);
    await savePicture(page, `failing-${kind}`);
    await run.press('Enter');
    await entry(page, 'Tracking changed: 23').waitFor();
    expect(await run.getAttribute('aria-expanded')).toBe('true');
    expect(await axeViolations(page)).toEqual([]);
    await savePicture(page, `unfolded-${kind}`);
    await context.close();
  });

  it('leads from an earlier failure to the one that took over, where Retry stands', async () => {
    const { context, page } = await shop.signedIn(`/orders/${failing.number}`, options);
    await page.getByRole('button', { name: /^Failed again \d\d:\d\d$/ }).click();
    await page.waitForFunction(`document.activeElement.id === '${latest}'`);
    const retry = page.locator(`[id="${latest}"]`).getByRole('button', { name: /^Retry: / });
    expect(await page.getByRole('button', { name: /^Retry: / }).count()).toBe(1);
    await page.waitForFunction(`getComputedStyle(document.activeElement.querySelector('.acts')).opacity === '1'`);
    expect(await retry.isVisible()).toBe(true);
    await savePicture(page, `failed-again-${kind}`);
    await context.close();
  });

  it('keeps a row as high as it was when it is resolved', async () => {
    const { context, page } = await shop.signedIn(`/orders/${failing.number}`, options);
    const row = entry(page, 'Order confirmation to');
    await row.getByRole('button', { name: /^Resolve: / }).hover();
    const before = await row.boundingBox();
    await row.getByRole('button', { name: /^Resolve: / }).click();
    await row.getByText(/^Resolved by/).waitFor();
    expect((await row.boundingBox())?.height).toBe(before?.height);
    await savePicture(page, `resolved-${kind}`);

    await row.getByRole('button', { name: /^Undo resolving: / }).click();
    await row.getByText('Open', { exact: true }).waitFor();
    expect((await row.boundingBox())?.height).toBe(before?.height);
    await context.close();
  });
});

it('retries at the failure, which then says so', async () => {
  const { context, page } = await shop.signedIn(`/orders/${failing.number}`);
  const row = page.locator(`[id="${latest}"]`);
  await row.getByRole('button', { name: /^Retry: / }).click();
  await row.getByText(/^Retried by .+, \d\d:\d\d$/).waitFor();
  await savePicture(page, 'retried');
  await context.close();
});
