import { eventTypes, type EventMap, type EventType } from '@daybook/contract';
import { describe, expect, it } from '@jest/globals';
import { createFormatters } from './event-definition.js';
import { eventDefinitions } from './event-definitions.js';

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const to = 'customer@example.com';

type Examples = { [T in EventType]: [level: string, sentence: string, data: EventMap[T]] };

/** The sentences that the specification fixes. */
const examples: Examples = {
  'order.created': ['info', 'Order placed — £43.00 via Stripe', { total: gbp(4_300), via: 'Stripe' }],
  'payment.ignored': [
    'info',
    'Payment of £43.00 ignored: not from this shop',
    { total: gbp(4_300), sessionId: 'cs_1' },
  ],
  'order.payment_pending': ['info', 'Awaiting payment — £43.00 via Stripe', { total: gbp(4_300), via: 'Stripe' }],
  'order.payment_failed': ['warning', 'Payment failed — £43.00 via Stripe', { total: gbp(4_300), via: 'Stripe' }],
  'order.email.confirmation_sent': ['info', 'Order confirmation sent to customer@example.com', { to }],
  'order.submitted': [
    'info',
    'Submitted to Printify (PFY-12345)',
    { provider: 'printify', providerOrderId: 'PFY-12345' },
  ],
  'order.submission_failed': [
    'error',
    'Submission to Printify failed: insufficient stock for M Black',
    { provider: 'printify', reason: 'insufficient stock for M Black' },
  ],
  'order.submission_waiting': ['info', 'Submission waits: Printify takes no orders', { provider: 'printify' }],
  'order.submission_retried': [
    'info',
    'Submission retried — attempt 2 of 3',
    { provider: 'printify', attempt: 2, of: 3 },
  ],
  'order.production': ['info', 'In production at Printify', { provider: 'printify' }],
  'order.on_hold': [
    'warning',
    'On hold at Printify: shipping address is incomplete',
    { provider: 'printify', reason: 'shipping address is incomplete' },
  ],
  'order.problem': [
    'error',
    'Problem at Printify: Printify reports an issue with the order',
    { provider: 'printify', reason: 'Printify reports an issue with the order' },
  ],
  'order.overdue': ['warning', 'Not submitted 30 minutes after payment', { waitingFor: 'submission', seconds: 1_800 }],
  'order.shipped': [
    'info',
    'Shipped via DHL — tracking: 1Z999AA10123456784',
    { provider: 'printify', carrier: 'DHL', trackingNumber: '1Z999AA10123456784', trackingUrl: null },
  ],
  'order.tracking_changed': [
    'info',
    'Tracking changed: DHL 1Z1 → DHL 1Z2',
    {
      ...{ provider: 'printify', parcel: '1Z1', carrier: 'DHL', trackingNumber: '1Z2', trackingUrl: null },
      before: { carrier: 'DHL', trackingNumber: '1Z1', trackingUrl: null },
    },
  ],
  'order.email.cancellation_sent': ['info', 'Cancellation notice sent to customer@example.com', { to }],
  'order.email.refund_sent': ['info', 'Refund notice sent to customer@example.com', { to, refundId: '1' }],
  'order.email.shipping_sent': ['info', 'Shipping notification sent to customer@example.com', { to }],
  'order.delivered': ['info', 'Delivered', { provider: 'printify' }],
  'order.cancel_refused': [
    'warning',
    'Printify did not cancel the order: it is in production already',
    { provider: 'printify', reason: 'it is in production already' },
  ],
  'order.cancelled': ['warning', 'Order cancelled', { by: 'provider', provider: 'printify' }],
  'order.refunded': ['info', 'Refunded £43.00', { refund: gbp(4_300), refundId: '0191' }],
  'order.disputed': [
    'error',
    'Payment disputed — £43.00: product not received, respond by 12 Dec',
    { dispute: gbp(4_300), disputeId: 'dp_1', reason: 'product not received', respondBy: '2026-12-12T23:59:59.000Z' },
  ],
  'order.inquiry': [
    'warning',
    'Bank inquiry — £43.00: product not received, respond by 12 Dec',
    { dispute: gbp(4_300), disputeId: 'dp_1', reason: 'product not received', respondBy: '2026-12-12T23:59:59.000Z' },
  ],
  'order.dispute_closed': [
    'info',
    'Dispute won — £43.00 stays',
    { dispute: gbp(4_300), disputeId: 'dp_1', outcome: 'won' },
  ],
  'order.review_opened': [
    'warning',
    'Held for review by Stripe: elevated risk',
    { reviewId: 'prv_1', reason: 'elevated risk' },
  ],
  'order.review_closed': [
    'info',
    'Review closed: approved',
    { reviewId: 'prv_1', reason: 'approved', isApproved: true },
  ],
  'order.fraud_warning': [
    'warning',
    'The card’s bank warns of fraud — £43.00',
    { payment: gbp(4_300), isActionable: true },
  ],
  'order.note': ['info', 'Rang her: all is well.', { text: 'Rang her: all is well.' }],
  'order.email.failed': [
    'error',
    'Order confirmation to customer@example.com failed: mailbox unavailable',
    { mail: 'confirmation', to, reason: 'mailbox unavailable' },
  ],
  'email.bounced': [
    'warning',
    'Email bounced: customer@example.com (order confirmation)',
    { to, mail: 'confirmation' },
  ],
  'order.email.waiting': [
    'info',
    'Order confirmation to customer@example.com waits: the mail server did not answer in time',
    { mail: 'confirmation', to, reason: 'the mail server did not answer in time' },
  ],
  'mail.unavailable': [
    'error',
    'E-mails are not sent: the mail server did not answer in time. 3 e-mails wait and follow by themselves.',
    { reason: 'the mail server did not answer in time', mails: 3 },
  ],
  'mail.available': ['info', 'E-mails are sent again', {}],
  'provider.unavailable': [
    'error',
    'Printify takes no orders: no connection. 14 orders wait and are submitted once it does.',
    { provider: 'printify', reason: 'no connection', orders: 14 },
  ],
  'provider.available': ['info', 'Printify takes orders again', { provider: 'printify' }],
  'sync.started': ['info', 'Product sync started (Printify)', { provider: 'printify' }],
  'sync.completed': [
    'info',
    'Product sync complete — 47 products, 3 updated',
    { provider: 'printify', products: 47, added: 0, updated: 3, unchanged: 44, hidden: 0 },
  ],
  'sync.failed': [
    'error',
    'Product sync failed: API rate limit exceeded',
    { provider: 'printify', reason: 'API rate limit exceeded' },
  ],
  'abandoned_cart.created': ['info', 'Abandoned cart — customer@example.com, £43.00', { email: to, total: gbp(4_300) }],
  'abandoned_cart.email_sent': ['info', 'Recovery email sent to customer@example.com', { to }],
  'abandoned_cart.recovered': [
    'info',
    'Cart recovered — order SS-260223-0042 placed',
    { orderNumber: 'SS-260223-0042' },
  ],
  'order.refund_failed': [
    'error',
    'Refund of £43.00 failed: expired or canceled card',
    { refund: gbp(4_300), refundId: '0191', reason: 'expired or canceled card' },
  ],
  'order.email_corrected': [
    'info',
    'E-mail corrected: ada@gmial.com → ada@gmail.com',
    { from: 'ada@gmial.com', to: 'ada@gmail.com' },
  ],
  'shop.limit_reached': [
    'warning',
    'Shoppers refused: more than 500 checkouts in an hour (CHECKOUTS_PER_HOUR)',
    { limit: 'checkouts', scope: 'all', max: 500 },
  ],
  'webhook.rejected': [
    'warning',
    '14 Stripe webhooks rejected: bad signature',
    { source: 'stripe', count: 14, reasons: ['bad signature'] },
  ],
  'webhook.unusable': [
    'warning',
    'Stripe sends thin events to this address: choose "snapshot" for the endpoint, or delete it if there is a "snapshot" one',
    { source: 'stripe', kind: 'thin events' },
  ],
  'webhook.failed': [
    'error',
    'Stripe webhook evt_1 could not be processed: no such product',
    { source: 'stripe', eventId: 'evt_1', webhookEventId: '0190', reason: 'no such product' },
  ],
  'program.unavailable': [
    'error',
    'The worker keeps stopping and was restarted 3 times in a row: SIGKILL',
    { program: 'worker', restarts: 3, reason: 'SIGKILL' },
  ],
  'program.available': ['info', 'PostgreSQL is running again', { program: 'postgresql' }],
};

const british = createFormatters('en-GB', 'Europe/London');

function sentence<T extends EventType>(type: T, data: EventMap[T], formatters = british): string {
  return eventDefinitions[type].sentence(data, formatters);
}

describe('the event definitions', () => {
  it.each(eventTypes)('give %s its level and sentence', (type) => {
    const [level, text, data] = examples[type];

    expect({ level: eventDefinitions[type].level, sentence: sentence(type, data) }).toEqual({ level, sentence: text });
  });

  it('format an amount with its currency’s decimals', () => {
    const placed = (amount: number, currency: string) =>
      sentence('order.created', { total: { amount, currency }, via: 'Stripe' }).replaceAll('\u00a0', ' ');

    expect(placed(4_300, 'JPY')).toBe('Order placed — JP¥4,300 via Stripe');
    expect(placed(4_300, 'KWD')).toBe('Order placed — KWD 4.300 via Stripe');
    expect(placed(123_456_789, 'GBP')).toBe('Order placed — £1,234,567.89 via Stripe');
  });

  it('format an amount in the shop’s locale', () => {
    const data = { refund: { amount: 123_456, currency: 'EUR' }, refundId: '0191' };

    expect(sentence('order.refunded', data, createFormatters('de-DE', 'Europe/Berlin')).replaceAll('\u00a0', ' ')).toBe(
      'Refunded 1.234,56 €',
    );
  });

  it('write the day by which a dispute wants an answer in the shop’s time zone and locale, if there is one', () => {
    const dispute = { dispute: gbp(4_300), disputeId: 'dp_1' };
    const until = { ...dispute, respondBy: '2026-12-12T23:59:59.000Z' };

    expect(sentence('order.disputed', until, createFormatters('en-GB', 'Asia/Tokyo'))).toBe(
      'Payment disputed — £43.00, respond by 13 Dec',
    );
    expect(sentence('order.inquiry', until, createFormatters('en-GB', 'America/New_York'))).toBe(
      'Bank inquiry — £43.00, respond by 12 Dec',
    );
    expect(sentence('order.disputed', dispute)).toBe('Payment disputed — £43.00');
  });

  it.each([
    ['won', 'Dispute won — £43.00 stays'],
    ['lost', 'Dispute lost — £43.00'],
    ['warning_closed', 'Bank inquiry closed — £43.00 stays'],
    ['prevented', 'Dispute prevented — £43.00'],
    ['never heard of', 'Dispute closed — £43.00'],
  ])('say how a dispute ended: %s', (outcome, text) => {
    expect(sentence('order.dispute_closed', { dispute: gbp(4_300), disputeId: 'dp_1', outcome })).toBe(text);
  });

  it('say after how many attempts something was given up', () => {
    const failure = { reason: 'no answer', gaveUpAfter: 3 };
    const [provider, refund] = ['printify' as const, gbp(4_300)];

    expect([
      sentence('order.submission_failed', { provider, ...failure }),
      sentence('order.submission_failed', { provider, ...failure, gaveUpAfter: 1 }),
      sentence('order.cancel_refused', { provider, ...failure }),
      sentence('order.refund_failed', { refund, refundId: '0191', ...failure }),
      sentence('order.email.failed', { mail: 'shipping', to, ...failure }),
      sentence('sync.failed', { provider, ...failure }),
      sentence('webhook.failed', { source: 'stripe', eventId: 'evt_1', webhookEventId: '0190', ...failure }),
    ]).toEqual([
      'Submission to Printify failed: no answer — gave up after 3 attempts',
      'Submission to Printify failed: no answer — gave up after 1 attempt',
      'Printify did not cancel the order: no answer — gave up after 3 attempts',
      'Refund of £43.00 failed: no answer — gave up after 3 attempts',
      'Shipping notification to customer@example.com failed: no answer — gave up after 3 attempts',
      'Product sync failed: no answer — gave up after 3 attempts',
      'Stripe webhook evt_1 could not be processed: no answer — gave up after 3 attempts',
    ]);
  });

  it('say how long an order has been overdue', () => {
    expect(sentence('order.overdue', { waitingFor: 'shipping', seconds: 777_600 })).toBe(
      'Not shipped 9 days after submission',
    );
    expect(sentence('order.overdue', { waitingFor: 'submission', seconds: 1 })).toBe(
      'Not submitted 1 second after payment',
    );
  });

  it.each([
    [{ products: 47, added: 0, updated: 3, hidden: 0 }, '47 products, 3 updated'],
    [{ products: 47, added: 47, updated: 0, hidden: 0 }, '47 products, 47 new'],
    [{ products: 48, added: 1, updated: 2, hidden: 4 }, '48 products, 2 updated, 1 new, 4 hidden'],
    [{ products: 1, added: 0, updated: 0, hidden: 0 }, '1 product, nothing changed'],
  ])('say what a sync has changed: %j', (counts, words) => {
    expect(sentence('sync.completed', { provider: 'printful', unchanged: 0, ...counts })).toBe(
      `Product sync complete — ${words}`,
    );
  });
});
