import { optionalTextUpTo } from '@daybook/webhooks';
import { z } from 'zod';

export const optionalText = optionalTextUpTo(300);

/** Our own message id; null for anything else. */
export const optionalMailId = z
  .uuid()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

/** Reads ISO 8601 or Unix seconds; null for anything else. */
export function parseTimestamp(value: unknown): Date | null {
  const time = typeof value === 'number' ? new Date(value * 1_000) : typeof value === 'string' ? new Date(value) : null;
  const year = time?.getUTCFullYear() ?? 0;
  return year >= 2000 && year < 2200 ? time : null;
}
