import { describe, expect, it } from '@jest/globals';
import { anOrderDetail } from '../../../../test/support/an-order-detail.js';
import { testSettings, useParts } from '../../../../test/support/parts.js';
import { OrdersQueries, type OrderDetail } from '@daybook/orders';
import type { MailDetails } from '../mail-message.entity.js';
import { toConfirmationModel, toShippingModel } from './order-mail-models.js';
import { MailRenderer } from './mail-renderer.js';

const parts = useParts();
const renderer = (more: Record<string, string> = {}) =>
  new MailRenderer(
    parts.get(OrdersQueries),
    testSettings('postgres://localhost/none', { SHOP_NAME: 'Saltmarsh Studio', ...more }),
  );
const confirm = (order = anOrderDetail(), more: Record<string, string> = {}) =>
  renderer(more).render({ kind: 'confirmation', details: {} }, order);
const parcel = {
  key: '1',
  carrier: 'DHL',
  trackingNumber: '1Z999AA10123456784',
  trackingUrl: 'https://dhl.example/?id=1Z999AA10123456784',
};
const shop = { name: 'Saltmarsh Studio', locale: 'en-GB', timeZone: 'Europe/London' };

describe('a confirmation', () => {
  it('has a plain text part', () => {
    const { subject, text } = confirm();

    expect(subject).toBe('Your order SS-260223-0042 at Saltmarsh Studio');
    expect(text).toBe(`Hello Ada Green,

we have received your order and are getting it ready. We will e-mail you again when it is on its way.

Order SS-260223-0042, placed on 23 February 2026

1 × Heavyweight tee (M / Black): £24.00
1 × Enamel mug (11 oz): £15.00
Subtotal: £39.00
Shipping: £4.00
Total: £43.00

Delivery address:
Ada Green
12 Mill Lane
Totnes, TQ9 5AB
United Kingdom

-- 
You are receiving this e-mail because you bought something at Saltmarsh Studio. It is about order SS-260223-0042.
`);
  });

  it('leaves out an unknown name and address', () => {
    const { text } = confirm(anOrderDetail({ customerName: ' ', shippingAddress: null, lines: [] }));

    expect(text).toMatch(/^We have received your order/);
    expect(text).not.toMatch(/address/);
    expect(text).toMatch(/Shipping: £4.00\nTotal: £43.00/);
  });

  it.each([
    ['JPY', 4_300, '¥4,300'],
    ['KWD', 4_300, 'KWD 4.300'],
    ['EUR', 4_300, '€43.00'],
  ])('writes %s as it is written', (currency, total, expected) => {
    expect(confirm(anOrderDetail({ currency, total })).text.replaceAll('\u00a0', ' ')).toContain(expected);
  });

  it('shows the date in the shop’s time zone and locale', () => {
    const order = anOrderDetail({ placedAt: new Date('2026-02-23T23:30:00Z') });

    expect(toConfirmationModel(order, { ...shop, timeZone: 'Pacific/Auckland' }).placedOn).toBe('24 February 2026');
    expect(toConfirmationModel(order, { ...shop, locale: 'de-DE' }).placedOn).toBe('23. Februar 2026');
  });

  it('isolates names that are written from right to left, in its subject, its text and its page', () => {
    const [line] = anOrderDetail().lines;
    const order = anOrderDetail({
      customerName: 'שרה כהן',
      lines: line ? [{ ...line, title: 'חולצה \u202egnp.exe', variant: 'M / محمد' }] : [],
    });
    const { subject, html, text } = confirm(order, { SHOP_NAME: 'מרש' });

    expect(subject).toBe('Your order SS-260223-0042 at \u2068מרש\u2069');
    for (const part of [html, text]) {
      expect(part).toContain('Hello \u2068שרה כהן\u2069,');
      expect(part).toContain('\u2068חולצה gnp.exe\u2069');
      expect(part).toContain('\u2068M / محمد\u2069');
      expect(part).not.toContain('\u202e');
    }
    expect(text).toContain('1 × \u2068חולצה gnp.exe\u2069 (\u2068M / محمد\u2069): £24.00');
  });

  it('explains the total line by line, and leaves out what is nothing', () => {
    const amounts = { subtotal: 4_000, discount: 500, shipping: 700, tax: 400, total: 4_600 };
    const { html, text } = confirm(anOrderDetail(amounts));
    expect(text).toContain('Subtotal: £40.00\nDiscount: -£5.00\nShipping: £7.00\nTax: £4.00\nTotal: £46.00');
    for (const part of ['Subtotal', '£40.00', 'Discount', '-£5.00', 'Shipping', '£7.00', 'Tax', '£4.00', '£46.00'])
      expect(html).toContain(part);
    expect(confirm(anOrderDetail({ subtotal: 4_300, shipping: 0 })).text).not.toMatch(/Subtotal|Shipping|Tax|Discount/);
  });
});

describe('a shipping notification', () => {
  it('has a plain text part', () => {
    const contents = [{ title: 'Heavyweight tee', variant: 'M / Black', quantity: 2 }];
    const { subject, text } = renderer().render({ kind: 'shipping', details: { parcel, contents } }, anOrderDetail());

    expect(subject).toBe('A parcel from Saltmarsh Studio is on its way (SS-260223-0042)');
    expect(text).toBe(`Hello Ada Green,

a parcel from your order SS-260223-0042 is on its way with DHL.

Tracking number: 1Z999AA10123456784

Track your parcel: https://dhl.example/?id=1Z999AA10123456784

In this parcel:
2 × Heavyweight tee (M / Black)

Delivery address:
Ada Green
12 Mill Lane
Totnes, TQ9 5AB
United Kingdom

-- 
You are receiving this e-mail because you bought something at Saltmarsh Studio. It is about order SS-260223-0042.
`);
  });

  const contents = [{ title: 'Heavyweight tee', variant: 'M / Black', quantity: 1 }];
  const follows = 'The rest of your order will follow.';
  const all = 'Your whole order is now on its way.';
  it.each<[string, Omit<MailDetails, 'parcel'>, Partial<OrderDetail>, string | null]>([
    ['nothing where nothing is known', {}, {}, null],
    ['nothing where only the goods are known', { contents }, {}, null],
    ['that the rest follows', { contents, rest: 'follows' }, { status: 'partially_shipped' }, follows],
    ['that the rest follows, without goods', { rest: 'follows' }, { status: 'in_production' }, follows],
    ['that all is on its way', { contents, rest: 'none' }, { status: 'shipped' }, all],
    ['nothing of a rest that has left or was cancelled since', { rest: 'follows' }, { status: 'shipped' }, null],
  ])('says %s', (_, details, order, sentence) => {
    const rendered = renderer().render({ kind: 'shipping', details: { parcel, ...details } }, anOrderDetail(order));
    for (const part of [rendered.text, rendered.html]) {
      expect(part.includes(follows)).toBe(sentence === follows);
      expect(part.includes(all)).toBe(sentence === all);
    }
  });

  it('names goods without a number where the provider does not say how many', () => {
    const unknown = [{ title: 'Heavyweight tee', variant: null, quantity: null }];
    const { html, text } = renderer().render(
      { kind: 'shipping', details: { parcel, contents: unknown } },
      anOrderDetail(),
    );
    expect(text).toContain('In this parcel:\nHeavyweight tee\n');
    expect(html).toContain('Heavyweight tee');
    expect(html).not.toMatch(/null|×/);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'no address', 'ftp://a.example'])(
    'links to no %s',
    (trackingUrl) => {
      expect(toShippingModel(anOrderDetail(), shop, { parcel: { ...parcel, trackingUrl } }).trackingUrl).toBe('');
      const { html } = renderer().render(
        { kind: 'shipping', details: { parcel: { ...parcel, trackingUrl } } },
        anOrderDetail(),
      );
      expect(html).not.toMatch(/href=/);
    },
  );

  it('escapes a quotation mark in a link', () => {
    const trackingUrl = 'https://dhl.example/?a="onmouseover="alert(1)&b=<i>';
    const { html } = renderer().render(
      { kind: 'shipping', details: { parcel: { ...parcel, trackingUrl } } },
      anOrderDetail(),
    );

    expect(html).not.toMatch(/"onmouseover=|<i>/);
  });
});

describe('text from outside', () => {
  const [line] = anOrderDetail().lines;
  const nasty = '<img src=x onerror="alert(1)">{{= it.shop }}<%= it.shop %>';
  const order = anOrderDetail({
    customerName: `${nasty}\r\nBcc: x@y.example\u0000\u202e`,
    lines: line ? [{ ...line, title: nasty, variant: '</td></table>' }] : [],
    shippingAddress: {
      ...{ name: nasty, line1: '12\nMill Lane', line2: null, city: '&amp;', region: null },
      ...{ postalCode: null, country: '<x>', phone: null },
    },
  });

  it('is escaped in HTML', () => {
    const { html } = confirm(order, { SHOP_NAME: '<b>Ada</b> & "Söhne"' });

    expect(html).not.toMatch(/<img|<b>|<\/td><\/table>,|onerror="/);
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;{{= it.shop }}&lt;%= it.shop %&gt;');
    expect(html).toContain('&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;Söhne&quot;');
    expect(html).toContain('&amp;amp;');
  });

  it('cannot add lines or control characters', () => {
    const { text, subject } = confirm(order, { SHOP_NAME: 'Ada\tand\u2028Söhne' });

    expect(subject).toBe('Your order SS-260223-0042 at Ada and Söhne');
    expect(text).toContain(`Hello ${nasty} Bcc: x@y.example,`);
    expect(text).toContain('12 Mill Lane');
    for (const unwanted of ['\u0000', '\u202e', '\r']) expect(text).not.toContain(unwanted);
  });
});

describe('a reminder of a cart', () => {
  const left = {
    items: [
      { title: 'Heavyweight tee', variant: 'M / Black', quantity: 1, unitPrice: 2_400 },
      { title: 'Enamel mug', variant: '', quantity: 2, unitPrice: 750 },
    ],
    total: { amount: 4_300, currency: 'GBP' },
    link: 'https://buy.example/r/1',
    linkUntil: new Date('2026-03-25T12:00:00Z'),
    unsubscribeLink: 'https://shop.example/cart/unsubscribe/secret',
  };

  it('has a plain text part', () => {
    const { subject, text } = renderer().renderReminder(left);

    expect(subject).toBe('Your cart at Saltmarsh Studio is still here');
    expect(text).toBe(`You did not finish your order. Your cart is just as you left it, if you would still like it.

1 × Heavyweight tee (M / Black): £24.00
2 × Enamel mug: £15.00
Delivery and any tax: £4.00
Total: £43.00

Return to your cart: https://buy.example/r/1

The link works until 25 March 2026.

-- 
You are receiving this because you agreed to one reminder of your cart from Saltmarsh Studio. Unsubscribe from reminders: https://shop.example/cart/unsubscribe/secret
`);
  });

  it('shows the total when the items are unknown', () => {
    const { text } = renderer().renderReminder({ ...left, items: [], linkUntil: null });
    expect(text).toContain('if you would still like it.\n\nTotal: £43.00\n\nReturn');
    expect(text).not.toContain('works until');
  });

  it('escapes markup and drops links that are not http or https', () => {
    const items = [{ title: '<img src=x onerror=alert(1)>', variant: '<b>', quantity: 1, unitPrice: 1 }];
    const { html } = renderer().renderReminder({ ...left, items, link: 'javascript:alert(1)' });
    expect(html).not.toContain('<img src=x');
    expect(html).not.toContain('javascript:');
  });
});
