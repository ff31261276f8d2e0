import { currencySign, parseMoney, formatForInput } from './money-parsing';

const pounds = (typed: string) => parseMoney(typed, 'GBP', 'en-GB');

describe('money as it is typed', () => {
  it('becomes pence', () => {
    expect(['12.50', '12.5', '12', '0.07', '.5', '1,234.56', '007'].map(pounds)).toEqual(
      [1250, 1250, 1200, 7, 50, 123456, 700].map((amount) => ({ amount })),
    );
  });

  it('is exact where a fraction would not be', () => {
    expect(['1.15', '8.20', '19.99', '1.005', '90071992547409.91'].map(pounds)).toEqual([
      { amount: 115 },
      { amount: 820 },
      { amount: 1999 },
      { issue: 'decimals' },
      { amount: 9007199254740991 },
    ]);
    expect(pounds('90071992547409.92')).toEqual({ issue: 'unreadable' });
  });

  it('may carry the currency, and spaces', () => {
    expect(['£12.50', ' £ 12.50 ', '12.50 GBP', 'GBP 1 234.50'].map(pounds)).toEqual(
      [1250, 1250, 1250, 123450].map((amount) => ({ amount })),
    );
  });

  it('has no decimals in yen and three in dinars', () => {
    expect(parseMoney('4,300', 'JPY', 'en-GB')).toEqual({ amount: 4300 });
    expect(parseMoney('4300.5', 'JPY', 'en-GB')).toEqual({ issue: 'decimals' });
    expect(parseMoney('4.3', 'BHD', 'en-GB')).toEqual({ amount: 4300 });
    expect(parseMoney('4.305', 'BHD', 'en-GB')).toEqual({ amount: 4305 });
    expect(parseMoney('4.3051', 'BHD', 'en-GB')).toEqual({ issue: 'decimals' });
  });

  it('minds no noughts beyond the currency’s decimals', () => {
    expect(parseMoney('4300.00', 'JPY', 'en-GB')).toEqual({ amount: 4300 });
    expect(pounds('12.5000')).toEqual({ amount: 1250 });
  });

  it('is written in the shop’s way', () => {
    expect(parseMoney('1.234,56 €', 'EUR', 'de-DE')).toEqual({ amount: 123456 });
    expect(parseMoney('1 234,56', 'EUR', 'fr-FR')).toEqual({ amount: 123456 });
    expect(parseMoney("1'234.55", 'CHF', 'de-CH')).toEqual({ amount: 123455 });
    expect(parseMoney('12,34,567.50', 'INR', 'en-IN')).toEqual({ amount: 123456750 });
    expect(parseMoney('١٢٫٥', 'EGP', 'ar-EG-u-nu-arab')).toEqual({ amount: 1250 });
  });

  it('is not guessed at where a separator stands in the wrong place', () => {
    expect(['12,50', '1,2345', '1,23', '1.2.3', ',5', '12.', '1,234,5'].map(pounds)).toEqual(
      Array(7).fill({ issue: 'unreadable' }),
    );
    expect(parseMoney('12.50', 'EUR', 'de-DE')).toEqual({ issue: 'unreadable' });
  });

  it('is nothing else', () => {
    expect(['', '  ', '£'].map(pounds)).toEqual(Array(3).fill({ issue: 'nothing' }));
    expect(['-5', '+5', 'ten', '1e3', '0x10', '5%', '½'].map(pounds)).toEqual(Array(7).fill({ issue: 'unreadable' }));
  });

  it('is proposed as it would be typed', () => {
    expect(formatForInput(123456, 'GBP', 'en-GB')).toBe('1234.56');
    expect(formatForInput(5, 'EUR', 'de-DE')).toBe('0,05');
    expect(formatForInput(4300, 'JPY', 'en-GB')).toBe('4300');
    expect(formatForInput(4305, 'BHD', 'en-GB')).toBe('4.305');
  });

  it('stands beside the sign of its currency', () => {
    expect(currencySign('GBP', 'en-GB')).toEqual({ sign: '£', isBefore: true });
    expect(currencySign('EUR', 'de-DE')).toEqual({ sign: '€', isBefore: false });
    expect(currencySign('BHD', 'en-GB')).toEqual({ sign: 'BHD', isBefore: true });
  });
});
