/**
 * Amounts are kept as Stripe counts them, which for some currencies is not how people write them: a forint, a rupiah or an
 * Icelandic króna has hundredths there, and nowhere else.
 */
const withoutMinorUnit = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const inThousandths = new Set('BHD JOD KWD OMR TND'.split(' '));

/** How many decimals an amount in minor units stands for: 4300 GBP is 43.00, 4300 JPY is 4300, 4300 KWD is 4.300. */
export function minorUnitDigits(currency: string): number {
  if (withoutMinorUnit.has(currency)) return 0;
  return inThousandths.has(currency) ? 3 : 2;
}

/** How amounts are written in a locale: £43.00, ¥4,300, HUF 4,300. */
export function createMoneyFormatter(
  locale: string,
  currencyDisplay: 'symbol' | 'narrowSymbol' = 'symbol',
): (money: { amount: number; currency: string }) => string {
  const formats = new Map<string, Intl.NumberFormat>();
  return ({ amount, currency }) => {
    const digits = minorUnitDigits(currency);
    const isWhole = amount % 10 ** digits === 0;
    const key = `${currency} ${isWhole ? 'whole' : 'exact'}`;
    const format = formats.get(key) ?? formatOf(locale, currency, currencyDisplay, isWhole);
    formats.set(key, format);
    return format.format(amount / 10 ** digits);
  };
}

function formatOf(locale: string, currency: string, currencyDisplay: 'symbol' | 'narrowSymbol', isWhole: boolean) {
  const usual = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay });
  const isWrittenWhole = usual.resolvedOptions().maximumFractionDigits === 0;
  const digits = isWhole && isWrittenWhole ? 0 : minorUnitDigits(currency);
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay, ...decimals });
}
