/** The method of each currency in which the money comes days after the checkout. */
const delayedMethods: Record<string, string> = {
  aud: 'au_becs_debit',
  cad: 'acss_debit',
  eur: 'sepa_debit',
  gbp: 'bacs_debit',
  jpy: 'konbini',
  usd: 'us_bank_account',
};

/** The methods a session offers: card and a delayed one, as far as the shop allows them. */
export function paymentMethodsFor(currency: string, allowed?: readonly string[]): string[] {
  const offered = ['card', delayedMethods[currency] ?? 'customer_balance'];
  const kept = allowed ? offered.filter((method) => allowed.includes(method)) : offered;
  return kept.length > 0 ? kept : ['card'];
}

export const offersCard = (methods: readonly string[]) => methods.includes('card');
export const offersDelayed = (methods: readonly string[]) => methods.some((method) => method !== 'card');
