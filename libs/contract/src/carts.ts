import { z } from 'zod';
import { money } from './money.js';
import { pageQuery } from './problem.js';
import { cartStates, skipReasons } from './vocabulary.js';

/** An abandoned cart; `total` includes shipping. */
export const abandonedCart = z.object({
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
  recovered: money.nullable(),
});
export type AbandonedCart = z.infer<typeof abandonedCart>;

export const abandonedCartListQuery = z.object({
  ...pageQuery.shape,
});
export type AbandonedCartListQuery = z.infer<typeof abandonedCartListQuery>;

/** Of the carts abandoned within `abandonedCartSummaryDays`; `money` has one sum per currency, the largest first. */
export const abandonedCartSummary = z.object({
  abandoned: z.int().min(0),
  mailed: z.int().min(0),
  recovered: z.object({ count: z.int().min(0), money: z.array(money) }),
});
export type AbandonedCartSummary = z.infer<typeof abandonedCartSummary>;
