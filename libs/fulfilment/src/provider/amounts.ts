import { minorUnitDigits } from '@daybook/contract';

/** An amount in minor units as a decimal: 4300 GBP → "43.00", 4300 JPY → "4300". */
export function decimalOf(minorUnits: number, currency: string): string {
  const digits = minorUnitDigits(currency);
  return (minorUnits / 10 ** digits).toFixed(digits);
}

/** A decimal in minor units: "43.00" GBP → 4300, "4300" JPY → 4300; null for what is no amount of that currency. */
export function minorUnitsOf(decimal: string, currency: string): number | null {
  const [, whole = '', fraction = ''] = /^\s*(\d{1,12})(?:\.(\d{0,6}))?\s*$/.exec(decimal) ?? [];
  const digits = isCurrency(currency) ? minorUnitDigits(currency) : null;
  // a tenth of a penny would be lost
  if (whole === '' || digits === null || /[1-9]/.test(fraction.slice(digits))) return null;
  return Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
}

const isCurrency = (code: string) => /^[A-Z]{3}$/.test(code);
