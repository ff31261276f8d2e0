import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { OrderMailKind } from '@daybook/contract';
import { MailRenderer, type RecoveryMailInput } from '@daybook/mail';
import type { OrderDetail } from '@daybook/orders';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { anOrderDetail } from '../support/an-order-detail.js';
import { launchBrowser } from '../support/chromium.js';
import { useParts } from '../support/parts.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];
const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const parts = useParts({ SHOP_NAME: 'Saltmarsh Studio' });
let browser: Browser | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser?.close());

const tee = { title: 'Heavyweight tee', variant: 'M / Black', quantity: 1 };
const parcel = {
  key: '1',
  carrier: 'DHL',
  trackingNumber: '1Z999AA10123456784',
  trackingUrl: 'https://www.dhl.com/gb-en/home/tracking.html?tracking-id=1Z999AA10123456784',
};
const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const [first] = anOrderDetail().lines;
const unusual = anOrderDetail({
  currency: 'JPY',
  total: 129_900,
  shipping: 1_500,
  customerName: `“Zoë” <b>O’Brien</b> & Söhne 🦊 ${longWord}`,
  lines: Array.from({ length: 4 }, (_, at) => ({
    ...(first ?? { id: '', sku: null, provider: null }),
    title: at === 1 ? longWord : `Giclée print, “Estuary” no. ${at} <script>alert(1)</script>`,
    variant: at === 2 ? null : 'A3 / oak frame, with a mount cut to size and signed on the back',
    quantity: at + 1,
    unitPrice: 12_600,
  })),
});

const mails: [string, OrderMailKind, OrderDetail, Parameters<MailRenderer['render']>[0]['details']][] = [
  ['confirmation', 'confirmation', anOrderDetail(), {}],
  ['confirmation-unusual', 'confirmation', unusual, {}],
  ['confirmation-without-lines', 'confirmation', anOrderDetail({ lines: [], shippingAddress: null }), {}],
  [
    'shipping',
    'shipping',
    anOrderDetail(),
    { parcel, contents: [tee, { ...tee, title: 'Enamel mug', variant: null }] },
  ],
  [
    'shipping-unusual',
    'shipping',
    unusual,
    {
      parcel: { ...parcel, carrier: longWord, trackingNumber: 'X'.repeat(90) },
      contents: [{ ...tee, title: longWord }],
    },
  ],
  [
    'shipping-bare',
    'shipping',
    anOrderDetail({ shippingAddress: null }),
    { parcel: { key: '2', carrier: null, trackingNumber: null, trackingUrl: null } },
  ],
];

mails.push(
  ['cancellation', 'cancellation', anOrderDetail(), {}],
  [
    'cancellation-with-refund',
    'cancellation',
    anOrderDetail(),
    { refund: { id: '1', amount: 4_300, currency: 'GBP' } },
  ],
  ['cancellation-of-a-part', 'cancellation', unusual, { part: 'printify' }],
  ['refund', 'refund', anOrderDetail(), { refund: { id: '1', amount: 1_250, currency: 'GBP' } }],
  ['refund-unusual', 'refund', unusual, { refund: { id: '1', amount: 4_300, currency: 'KWD' } }],
);

const left: RecoveryMailInput = {
  items: [
    { ...tee, unitPrice: 2_400 },
    { title: 'Enamel mug', variant: '11 oz', quantity: 1, unitPrice: 1_500 },
  ],
  total: { amount: 4_300, currency: 'GBP' },
  link: 'https://buy.stripe.com/r/live_YWNjdF8xTU5K',
  linkUntil: new Date('2026-03-25T12:00:00Z'),
  unsubscribeLink: 'https://shop.example/cart/unsubscribe/0123456789abcdef0123456789abcdef',
};
const unusuallyLeft: RecoveryMailInput = {
  ...left,
  items: unusual.lines.map(({ title, variant, quantity, unitPrice }) => ({
    ...{ title, variant: variant ?? '', quantity, unitPrice },
  })),
  total: { amount: 129_900, currency: 'JPY' },
  link: `https://buy.stripe.com/r/${'x'.repeat(300)}`,
};

const templates: [string, () => string][] = [
  ...mails.map(([name, kind, order, details]): [string, () => string] => [
    name,
    () => parts.get(MailRenderer).render({ kind, details }, order).html,
  ]),
  ['recovery', () => parts.get(MailRenderer).renderReminder(left).html],
  ['recovery-unusual', () => parts.get(MailRenderer).renderReminder(unusuallyLeft).html],
  ['recovery-bare', () => parts.get(MailRenderer).renderReminder({ ...left, items: [], linkUntil: null }).html],
];

describe.each(templates)('the mail %s', (name, written) => {
  it.each([
    [375, 'light'],
    [375, 'dark'],
    [700, 'light'],
    [700, 'dark'],
  ] as const)('fits a screen of %i px and is readable there (%s)', async (width, colorScheme) => {
    if (!browser) throw new Error('The browser is started before the first test.');
    const page = await browser.newPage({ viewport: { width, height: 720 }, colorScheme });
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(request.url()));
    await page.setContent(written());
    if (pictures)
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });

    expect(fetched.filter((url) => /^https?:/.test(url))).toEqual([]);
    const reaches = await page.evaluate('document.documentElement.scrollWidth');
    expect(reaches).toBeLessThanOrEqual(width);
    await page.addScriptTag({ path: axeSource });
    const found = await page.evaluate(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }).then(({ violations }) => violations)`,
    );
    expect((found as { id: string; nodes: { html: string }[] }[]).map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual(
      [],
    );
    await page.close();
  });
});
