import { z } from 'zod';
import { money } from './money.js';
import { pageQuery } from './problem.js';
import { cartStates, skipReasons } from './vocabulary.js';

/** A cart that its shopper left; `total` with shipping. */
export const cart = z.object({
  id: z.uuid(),
  email: z.string(),
  total: money,
  abandonedAt: z.iso.datetime(),
  emailSentAt: z.iso.datetime().nullable(),
  recoveredAt: z.iso.datetime().nullable(),
  orderNumber: z.string().nullable(),
  state: z.enum(cartStates),
  /** Why its mail will not be sent, where `state` is `no_mail`. */
  skipReason: z.enum(skipReasons).nullable(),
  /** What its order came to. */
  recovered: money.nullable(),
});
export type Cart = z.infer<typeof cart>;

export const cartListQuery = z.object({
  ...pageQuery.shape,
});
export type CartListQuery = z.infer<typeof cartListQuery>;

/** Of all time; `money` has a sum a currency, the largest first. */
export const cartSummary = z.object({
  abandoned: z.int().min(0),
  mailed: z.int().min(0),
  recovered: z.object({ count: z.int().min(0), money: z.array(money) }),
});
export type CartSummary = z.infer<typeof cartSummary>;
