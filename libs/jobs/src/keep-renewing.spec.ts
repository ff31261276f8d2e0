import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { keepRenewing, leaseSeconds, mayHaveEnded } from './keep-renewing.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1_000);
const failing = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));

/** A lease that is kept by `renew`; `ended` turns true when its worker stops. */
function aKeptLease(renew: () => Promise<void>) {
  const kept = { renewedAt: performance.now(), ended: false, stop: () => undefined as void };
  const renewAndNote = async () => {
    const startedAt = performance.now();
    await renew();
    kept.renewedAt = startedAt;
  };
  kept.stop = keepRenewing(renewAndNote, () => (kept.ended ||= mayHaveEnded(kept)), new Logger('test'));
  return kept;
}

it('a lease that is renewed is never given up', async () => {
  const lease = aKeptLease(async () => undefined);
  await seconds(10 * leaseSeconds);
  expect(lease.ended).toBe(false);
  lease.stop();
});

it.each([
  ['fails', failing],
  ['hangs', () => new Promise<void>(() => undefined)],
])('a lease whose renewal %s is kept for now, and given up before it ends', async (_, renew) => {
  const lease = aKeptLease(renew);
  await seconds(leaseSeconds - 4);
  expect(lease.ended).toBe(false);
  await seconds(3.6);
  expect(lease.ended).toBe(true);
  lease.stop();
});

it('nothing is renewed any more once it is stopped', async () => {
  const renew = jest.fn(async () => undefined);
  const lease = aKeptLease(renew);
  lease.stop();
  await seconds(leaseSeconds);
  expect(renew).not.toHaveBeenCalled();
});
