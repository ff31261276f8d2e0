import { eventTypes, type EventMap, type EventType } from '@daybook/contract';
import { describe, expect, it } from '@jest/globals';
import { examples, gbp, to } from '../test/event-examples.js';
import { causeKeyOf, causeSentenceOf } from './cause.js';
import { createFormatters } from './event-definition.js';
import { eventDefinitions } from './event-definitions.js';

const british = createFormatters('en-GB', 'Europe/London');

function sentence<T extends EventType>(type: T, data: EventMap[T], formatters = british): string {
  return eventDefinitions[type].sentence(data, formatters);
}

const withoutIsolates = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '');

describe('the event definitions', () => {
  it.each(eventTypes)('give %s its level, its sentence and its cause', (type) => {
    const [level, text, data, cause = [null, '']] = examples[type];

    expect({ level: eventDefinitions[type].level, sentence: sentence(type, data) }).toEqual({ level, sentence: text });
    expect([causeKeyOf(type, data), withoutIsolates(causeSentenceOf(type, data))]).toEqual(cause);
  });

  it('name what was added to an address, or removed from it', () => {
    const corrected = (before: EventMap['order.address_corrected']['before'], after: typeof before) =>
      sentence('order.address_corrected', { before, after });

    expect(corrected({ line2: null }, { line2: 'Flat 2' })).toBe('Shipping address corrected: none → Flat 2');
    expect(corrected({ line2: 'Flat 2', city: 'Totnes' }, { line2: null, city: 'Truro' })).toBe(
      'Shipping address corrected: Flat 2, Totnes → Truro',
    );
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

  it('leave the next attempt to whoever shows them, because its time passes', () => {
    const next = { attempt: 1, of: 3, nextAttemptAt: '2026-02-14T12:26:00.000Z' };

    expect(sentence('order.submission_failed', { provider: 'printify', reason: 'no answer', ...next })).toBe(
      'Submission to Printify failed: no answer',
    );
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
