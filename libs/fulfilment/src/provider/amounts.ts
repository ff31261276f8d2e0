import { minorUnitDigits } from '@daybook/contract';

/** Formats minor units: 4300 GBP → "43.00", 4300 JPY → "4300". */
export function toDecimal(minorUnits: number, currency: string): string {
  const digits = minorUnitDigits(currency);
  return (minorUnits / 10 ** digits).toFixed(digits);
}

/** Parses a decimal: "43.00" GBP → 4300, "4300" JPY → 4300. Null when it is not an amount in that currency. */
export function parseMinorUnits(decimal: string, currency: string): number | null {
  const [, whole = '', fraction = ''] = /^\s*(\d{1,12})(?:\.(\d{0,6}))?\s*$/.exec(decimal) ?? [];
  const digits = looksLikeCurrencyCode(currency) ? minorUnitDigits(currency) : null;
  // a fraction below the minor unit would be lost
  if (whole === '' || digits === null || /[1-9]/.test(fraction.slice(digits))) return null;
  return Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
}

const looksLikeCurrencyCode = (code: string) => /^[A-Z]{3}$/.test(code);
