import { minorDigits } from '@daybook/contract';

/** An amount in minor units as a decimal: 4300 GBP → "43.00", 4300 JPY → "4300". */
export function decimalOf(minorUnits: number, currency: string): string {
  const digits = minorDigits(currency);
  return (minorUnits / 10 ** digits).toFixed(digits);
}
