import { formatMoney } from './money';

/** Intl parts an amount from a currency's code with a space that doesn't break. */
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('money', () => {
  it('turns pence into pounds', () => {
    expect(formatMoney({ amount: 4300, currency: 'GBP' }, 'en-GB')).toBe('£43.00');
  });

  it('has no minor unit to divide by in yen', () => {
    expect(formatMoney({ amount: 4300, currency: 'JPY' }, 'en-GB')).toBe('¥4,300');
  });

  it('divides by a thousand in Kuwaiti dinars', () => {
    expect(plain(formatMoney({ amount: 4300, currency: 'KWD' }, 'en-GB'))).toBe('KWD 4.300');
  });

  it('follows the locale of the shop', () => {
    expect(plain(formatMoney({ amount: 123456, currency: 'EUR' }, 'de-DE'))).toBe('1.234,56 €');
  });

  it('shows an amount given back as negative', () => {
    expect(formatMoney({ amount: -50, currency: 'GBP' }, 'en-GB')).toBe('-£0.50');
  });
});
