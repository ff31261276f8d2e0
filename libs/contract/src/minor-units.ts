/**
 * Amounts use Stripe's minor units, which for some currencies differ from how people write them: only Stripe divides a
 * forint, a rupiah or an Icelandic króna into hundredths.
 */
const zeroDecimalCurrencies = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const threeDecimalCurrencies = new Set('BHD JOD KWD OMR TND'.split(' '));

/** The decimals of an amount in minor units: 4300 GBP is 43.00, 4300 JPY is 4300, 4300 KWD is 4.300. */
export function minorUnitDigits(currency: string): number {
  if (zeroDecimalCurrencies.has(currency)) return 0;
  return threeDecimalCurrencies.has(currency) ? 3 : 2;
}

export function createMoneyFormatter(
  locale: string,
  currencyDisplay: 'symbol' | 'narrowSymbol' = 'symbol',
): (money: { amount: number; currency: string }) => string {
  const formats = new Map<string, Intl.NumberFormat>();
  return ({ amount, currency }) => {
    const digits = minorUnitDigits(currency);
    const isWhole = amount % 10 ** digits === 0;
    const key = `${currency} ${isWhole ? 'whole' : 'exact'}`;
    const format = formats.get(key) ?? createNumberFormat(locale, currency, currencyDisplay, isWhole);
    formats.set(key, format);
    return format.format(amount / 10 ** digits);
  };
}

function createNumberFormat(
  locale: string,
  currency: string,
  currencyDisplay: 'symbol' | 'narrowSymbol',
  isWhole: boolean,
) {
  const standard = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay });
  const omitsDecimals = standard.resolvedOptions().maximumFractionDigits === 0;
  const digits = isWhole && omitsDecimals ? 0 : minorUnitDigits(currency);
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay, ...decimals });
}
