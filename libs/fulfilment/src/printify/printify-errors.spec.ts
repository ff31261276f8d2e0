import { describe, expect, it } from '@jest/globals';
import { aSubmission } from '../../test/a-submission.js';
import { fixture } from '../../test/fixtures.js';
import type { SubmissionLine } from '../provider/provider.js';
import { parsePrintifyRefusal } from './printify-errors.js';

const [shirt, mug] = aSubmission().lines;
const lines = [shirt, mug].flatMap((line) => line ?? []);
const refusalFor = (reason: unknown, goods = lines) =>
  parsePrintifyRefusal(
    {
      status: 400,
      body: { status: 'error', code: 8103, message: 'Validation failed.', errors: { reason, code: 8103 } },
    },
    goods,
  );
const reasonFor = (reason: unknown, goods = lines) => refusalFor(reason, goods).reason;

describe("Printify's refusal", () => {
  it('is parsed when it is JSON inside JSON', () => {
    expect(parsePrintifyRefusal({ status: 400, body: JSON.parse(fixture('printify/address-refused')) }).reason).toBe(
      'the zip field is required',
    );
  });

  it('names each field once', () => {
    const zip = ['The zip field is required.', 'The zip must be a string.'];

    expect(reasonFor(JSON.stringify({ zip, 'address_to.zip': zip, city: 'The city field is required.' }))).toBe(
      'the zip field is required; the zip must be a string; the city field is required',
    );
  });

  const lineOf = (title: string, variant: string | null) => ({ ...lines[0], title, variant }) as SubmissionLine;
  const smallBlack = lineOf('Tee', 'S / Black');
  const hoodie = lineOf('Hoodie', 'S / Black');
  const poster = lineOf('Poster', null);

  it.each<[string, string, SubmissionLine[], SubmissionLine[]]>([
    ['Variant out of stock.', 'variant out of stock (S / Black)', [smallBlack], [smallBlack]],
    ['Out of stock', 'out of stock (Poster)', [poster], [poster]],
    [
      'This product is currently sold out!',
      'this product is currently sold out (S / Black)',
      [smallBlack],
      [smallBlack],
    ],
    // another variant
    ['insufficient stock for M Black', 'insufficient stock for M Black', [smallBlack], []],
    ['insufficient stock for S Black', 'insufficient stock for S Black', [smallBlack], [smallBlack]],
    ['S / Black is out of stock', 'S / Black is out of stock', [smallBlack, poster], [smallBlack]],
    ['Poster is out of stock', 'Poster is out of stock', [smallBlack, poster], [poster]],
    // nothing says which
    ['variant out of stock', 'variant out of stock', [smallBlack, poster], []],
    ['S Black is out of stock', 'S Black is out of stock', [smallBlack, hoodie], []],
    ['Hoodie S Black is out of stock', 'Hoodie S Black is out of stock', [smallBlack, hoodie], [hoodie]],
    ['Variant 777 is out of stock.', 'variant 777 is out of stock', [smallBlack], []],
    ['在庫がありません (out of stock)', '在庫がありません (out of stock)', [smallBlack], []],
    ['The address is not valid.', 'the address is not valid', [smallBlack], []],
  ])('keeps its own words, and names goods where it names none: %s', (message, reason, goods, outOfStock) => {
    expect(refusalFor(message, goods)).toEqual({ reason, outOfStock });
  });

  it('names the goods that it identifies by a field or an id', () => {
    expect(refusalFor('Variant 12100 is out of stock.')).toEqual({
      reason: 'variant 12100 is out of stock (M Black)',
      outOfStock: [shirt],
    });
    expect(refusalFor(JSON.stringify({ 'line_items.1.variant_id': ['Out of stock.'] }))).toEqual({
      reason: 'out of stock (Harbour mug)',
      outOfStock: [mug],
    });
    expect(reasonFor(JSON.stringify({ line_items: [{ variant_id: ['Insufficient stock.'] }, {}] }))).toBe(
      'insufficient stock (M Black)',
    );
    expect(refusalFor('Product 5d39b411749d0a000f30e0f4 is discontinued.')).toEqual({
      reason: 'product 5d39b411749d0a000f30e0f4 is discontinued (Harbour mug)',
      outOfStock: [mug],
    });
    expect(refusalFor('Items 12100, 65216 are out-of-stock.')).toEqual({
      reason: 'items 12100, 65216 are out-of-stock (M Black and Harbour mug)',
      outOfStock: [shirt, mug],
    });
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
    expect(parsePrintifyRefusal({ status: 400, body })).toEqual({ reason, outOfStock: [] });
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
