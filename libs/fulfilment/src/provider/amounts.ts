/** An amount in minor units as a decimal: 4300 GBP → "43.00", 4300 JPY → "4300". Throws `RangeError` on no currency. */
export function decimalOf(minorUnits: number, currency: string): string {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return (minorUnits / 10 ** digits).toFixed(digits);
}
