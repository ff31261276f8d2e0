import { z } from 'zod';

/** `amount` in the currency's minor unit (pence, cents, yen); `currency` is its ISO 4217 code in capitals. */
export const money = z.object({
  amount: z.int(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters, such as GBP'),
});
export type Money = z.infer<typeof money>;
