import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `hex` is the HMAC-SHA256 of the body with that key, without telling by its time how much of it is right. */
export function isSignedWith(key: string | Buffer, body: Buffer, hex: string): boolean {
  const expected = createHmac('sha256', key).update(body).digest();
  const given = Buffer.from(/^[0-9a-f]{64}$/i.test(hex) ? hex : '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
