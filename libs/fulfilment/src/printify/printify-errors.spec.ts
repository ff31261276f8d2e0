import { describe, expect, it } from '@jest/globals';
import { aSubmission } from '../../test/a-submission.js';
import { fixture } from '../../test/fixtures.js';
import { describePrintifyRefusal } from './printify-errors.js';

const [shirt, mug] = aSubmission().lines;
const lines = [shirt, mug].flatMap((line) => line ?? []);
const reasonFor = (reason: unknown, goods = lines) =>
  describePrintifyRefusal(
    {
      status: 400,
      body: { status: 'error', code: 8103, message: 'Validation failed.', errors: { reason, code: 8103 } },
    },
    goods,
  );

describe("Printify's refusal", () => {
  it('is parsed when it is JSON inside JSON', () => {
    expect(describePrintifyRefusal({ status: 400, body: JSON.parse(fixture('printify/address-refused')) })).toBe(
      'the zip field is required',
    );
  });

  it('names each field once', () => {
    const zip = ['The zip field is required.', 'The zip must be a string.'];

    expect(reasonFor(JSON.stringify({ zip, 'address_to.zip': zip, city: 'The city field is required.' }))).toBe(
      'the zip field is required; the zip must be a string; the city field is required',
    );
  });

  it('names the goods that are out of stock when it identifies them', () => {
    expect(reasonFor('Variant 12100 is out of stock.')).toBe('insufficient stock for M Black');
    expect(reasonFor(JSON.stringify({ 'line_items.1.variant_id': ['Out of stock.'] }))).toBe(
      'insufficient stock for Harbour mug',
    );
    expect(reasonFor(JSON.stringify({ line_items: [{ variant_id: ['Insufficient stock.'] }, {}] }))).toBe(
      'insufficient stock for M Black',
    );
    expect(reasonFor('Product 5d39b411749d0a000f30e0f4 is discontinued.')).toBe('insufficient stock for Harbour mug');
    expect(reasonFor('Items 12100, 65216 are out-of-stock.')).toBe('insufficient stock for M Black and Harbour mug');
    expect(reasonFor('One of the items is out of stock.')).toBe('one of the items is out of stock');
  });

  it('names the goods of any other error', () => {
    expect(reasonFor(JSON.stringify({ 'line_items.0.quantity': ['The quantity must be at least 1.'] }))).toBe(
      'the quantity must be at least 1 (M Black)',
    );
  });

  it.each([
    [{ errors: { zip: ['The zip field is required.'] } }, 'the zip field is required'],
    [{ message: 'Order not editable.', errors: { reason: '', code: 1 } }, 'order not editable'],
    [{ error: 'USPS cannot deliver there' }, 'USPS cannot deliver there'],
    [{ errors: { reason: '{"broken":' } }, '{"broken":'],
    [{ errors: 5, message: 7 }, 'it was refused (400)'],
    [null, 'it was refused (400)'],
    ['text', 'it was refused (400)'],
  ])('is parsed in other shapes: %j', (body, reason) => {
    expect(describePrintifyRefusal({ status: 400, body })).toBe(reason);
  });

  it('becomes one line of bounded length, whatever it contains', () => {
    let nested: unknown = 'deep';
    for (let depth = 0; depth < 1_000; depth++) nested = { nested };
    expect(reasonFor(nested)).toBe('validation failed');

    const long = reasonFor(`The\u0000 first\nline ${'x'.repeat(5_000)}`);
    expect(long.startsWith('the first line xxx')).toBe(true);
    expect(long).toHaveLength(301);
  });
});
