/** Writes minor units as Printful does: `24.00`. */
export function decimalMoney(amount: number, currency: string): string {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return (amount / 10 ** maximumFractionDigits).toFixed(maximumFractionDigits);
}

/** Reads what `decimalMoney` writes. */
export function minorUnits(text: string, currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return Math.round(Number(text) * 10 ** maximumFractionDigits);
}
