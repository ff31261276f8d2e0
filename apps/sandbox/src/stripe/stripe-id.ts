import { randomBytes } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const lengths = {
  cs_test_: 58,
  pi_: 24,
  evt_: 24,
  li_: 24,
  price_: 24,
  prod_: 14,
  req_: 14,
  shr_: 24,
  ch_: 24,
  re_: 24,
  txn_: 24,
} as const;

/** A new id of Stripe's form, such as `evt_1QbX…`. */
export function stripeId(prefix: keyof typeof lengths): string {
  const tail = Array.from(randomBytes(lengths[prefix]), (byte) => letters[byte % letters.length]);
  return prefix + tail.join('');
}

/** Stripe tells time in whole seconds since 1970. */
export const unixNow = () => Math.floor(Date.now() / 1000);
