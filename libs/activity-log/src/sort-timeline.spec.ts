import type { EventType } from '@daybook/contract';
import { expect, it } from '@jest/globals';
import { sortTimeline } from './sort-timeline.js';

const entry = (eventType: EventType, time: string, message = '') => ({
  message,
  eventType,
  occurredAt: new Date(`2026-11-29T12:00:${time}Z`),
});
const sorted = (...entries: ReturnType<typeof entry>[]) => sortTimeline(entries).map(({ eventType }) => eventType);

it('puts a refund of the same whole second after the cancellation that caused it', () => {
  const events = [entry('order.refunded', '07.000'), entry('order.cancelled', '07.402')];
  expect(sorted(...events)).toEqual(['order.cancelled', 'order.refunded']);
  expect(sorted(...events.toReversed())).toEqual(['order.cancelled', 'order.refunded']);
});

it('puts an order of the same whole second before its confirmation', () => {
  const events = [entry('order.email.confirmation_sent', '07.001'), entry('order.created', '07.000')];
  expect(sorted(...events)).toEqual(['order.created', 'order.email.confirmation_sent']);
});

it('keeps the order of times across seconds, and of our own within one', () => {
  expect(sorted(entry('order.refunded', '07.000'), entry('order.cancelled', '08.000'))).toEqual([
    'order.refunded',
    'order.cancelled',
  ]);
  expect(sorted(entry('order.note', '07.300'), entry('order.submitted', '07.400'))).toEqual([
    'order.note',
    'order.submitted',
  ]);
});

it('sorts entries of one whole second by the lifecycle', () => {
  expect(
    sorted(entry('order.shipped', '07.000'), entry('order.production', '07.000'), entry('order.submitted', '07.000')),
  ).toEqual(['order.submitted', 'order.production', 'order.shipped']);
});

it('sorts what nothing else orders in the same way whichever was recorded first', () => {
  const refunds = [
    entry('order.refunded', '07.000', 'Refunded £10.00'),
    entry('order.refunded', '07.000', 'Refunded £5.00'),
  ];
  expect(sortTimeline(refunds.toReversed())).toEqual(refunds);
});
