import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same, without telling by its time how much of them is, or how long they are. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export const hmac = (key: string | Buffer, text: string | Buffer) => createHmac('sha256', key).update(text);

const patienceMs = 300_000;

/** Whether a time that was signed, in seconds since 1970, is too far from now to be believed; it may have been overheard. */
export function isStale(seconds: string, now: Date): boolean {
  return Math.abs(now.getTime() - Number(seconds) * 1_000) > patienceMs;
}
