import type { EventMap, EventType } from '@daybook/contract';
import { expect, it } from '@jest/globals';
import { createFormatters } from './event-definition.js';
import { sentenceOf } from './sentence-of.js';

const formatters = createFormatters('en-GB', 'Europe/London');
const say = <T extends EventType>(type: T, data: EventMap[T]) => sentenceOf(type, data, formatters);

it('a sentence isolates what is written from right to left, and nothing else', () => {
  const shipped = { provider: 'printify', carrier: 'דואר ישראל', trackingNumber: '1Z', trackingUrl: null } as const;
  expect(say('order.shipped', shipped)).toBe('Shipped via \u2068דואר ישראל\u2069 — tracking: 1Z');
  expect(say('order.email.confirmation_sent', { to: 'محمد@example.com' })).toBe(
    'Order confirmation sent to \u2068محمد@example.com\u2069',
  );
  expect(say('order.submission_failed', { provider: 'printify', reason: 'אזל המלאי', gaveUpAfter: 3 })).toBe(
    'Submission to Printify failed: \u2068אזל המלאי\u2069 — gave up after 3 attempts',
  );
  expect(say('order.submission_failed', { provider: 'printify', reason: 'no stock of Zoë’s tee' })).toBe(
    'Submission to Printify failed: no stock of Zoë’s tee',
  );
});

it('no control of outside text turns the rest of its sentence around', () => {
  const reason = '\u202egnp.exe\u2069 (שרה\u2069)';
  expect(say('order.problem', { provider: 'printful', reason })).toBe('Problem at Printful: \u2068gnp.exe (שרה)\u2069');
});
