import { describe, expect, it } from '@jest/globals';
import { minorUnitDigits, createMoneyFormatter } from './minor-units.js';

const plain = (text: string) => text.replace(/\s/gu, ' ');

describe('an amount', () => {
  it.each([
    ['GBP', 4_300, '£43.00'],
    ['JPY', 4_300, 'JP¥4,300'],
    ['KWD', 4_300, 'KWD 4.300'],
    ['HUF', 430_000, 'HUF 4,300'],
    ['HUF', 430_050, 'HUF 4,300.50'],
    ['IDR', 15_000_000, 'IDR 150,000'],
    ['ISK', 500_000, 'ISK 5,000'],
    ['UGX', 500_000, 'UGX 5,000'],
    ['LYD', 4_300, 'LYD 43.00'],
    ['GBP', -4_300, '-£43.00'],
  ])('of %s, %i as Stripe counts it, is written as %s', (currency, amount, written) => {
    expect(plain(createMoneyFormatter('en-GB')({ amount, currency }))).toBe(written);
  });

  it('has the decimals Stripe gives its currency', () => {
    expect(['EUR', 'KRW', 'BHD', 'ISK'].map(minorUnitDigits)).toEqual([2, 0, 3, 2]);
  });
});
