import { randomBytes } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const lengths = { cs_test_: 58, prod_: 14, req_: 14 } as const;
type Prefix = keyof typeof lengths | 'ch_' | 'evt_' | 'li_' | 'pi_' | 'price_' | 're_' | 'shr_' | 'txn_' | 'we_';

/** A new id of Stripe's form, such as `evt_1QbX…`. */
export function newStripeId(prefix: Prefix): string {
  const length = prefix in lengths ? lengths[prefix as keyof typeof lengths] : 24;
  return prefix + Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}

/** Stripe's times are whole seconds since 1970. */
export const unixNow = () => Math.floor(Date.now() / 1000);
