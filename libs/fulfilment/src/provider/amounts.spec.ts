import { describe, expect, it } from '@jest/globals';
import { toDecimal, parseMinorUnits } from './amounts.js';

describe('amounts', () => {
  it.each([
    ['43.00', 'GBP', 4_300],
    ['29.99', 'USD', 2_999],
    ['39', 'EUR', 3_900],
    ['0.1', 'GBP', 10],
    ['4300', 'JPY', 4_300],
    ['4300.00', 'JPY', 4_300],
    ['4.3', 'KWD', 4_300],
  ])('%s %s are %s minor units', (decimal, currency, amount) => {
    expect(parseMinorUnits(decimal, currency)).toBe(amount);
    expect(parseMinorUnits(toDecimal(amount, currency), currency)).toBe(amount);
  });

  it.each([
    ['', 'GBP'],
    ['free', 'GBP'],
    ['-1.00', 'GBP'],
    ['1.005', 'GBP'],
    ['1,00', 'GBP'],
    ['1.00', ''],
    ['1.00', 'pounds'],
  ])('%p %p is none', (decimal, currency) => {
    expect(parseMinorUnits(decimal, currency)).toBeNull();
  });
});
