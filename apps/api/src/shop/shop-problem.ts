import { CartError, ShopLimitError } from '@daybook/carts';
import { formatDuration } from '../problem/format-duration.js';
import { problem } from '../problem/problem.js';

/** For `catch`: what a shopper may read becomes a problem. */
export function throwShopProblem(error: unknown): never {
  if (error instanceof CartError) throw problem(409, error.message);
  if (!(error instanceof ShopLimitError)) throw error;
  const { message, retryAfterSeconds } = error;
  const detail = `${message} Please try again in ${formatDuration(retryAfterSeconds)}. Your cart is saved.`;
  throw problem(429, detail, { retryAfterSeconds });
}
