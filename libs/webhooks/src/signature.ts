import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Compares two texts in constant time, whatever their lengths. */
export function constantTimeEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The HMAC-SHA256 of the text, to be read as hex or base64. */
export const hmacSha256 = (key: string | Buffer, text: string | Buffer) => createHmac('sha256', key).update(text);

const toleranceSeconds = 300;

/** Whether a signed time, in seconds since 1970, is too far from `now`: a recorded webhook may be replayed. */
export const isStale = (seconds: string, now: Date): boolean =>
  Math.abs(Math.floor(now.getTime() / 1_000) - Number(seconds)) > toleranceSeconds;
