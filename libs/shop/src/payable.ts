import type { Settings } from '@daybook/config';

/** Delivery that costs something is paid in the shop's currency, and all of a payment in one. */
export function isPayable({ shop, shipping }: Settings): (currency: string) => boolean {
  return (currency) => shipping.price === 0 || currency === shop.currency;
}
