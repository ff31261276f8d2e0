import { isDatabaseUnavailable } from '@daybook/database';
import type { Logger } from '@nestjs/common';

export const leaseSeconds = 15;
const intervalMs = (leaseSeconds * 1000) / 3;
/** Before a lease ends, so that its worker stops before another one takes over. */
const marginMs = 1_000;
const checkMs = marginMs / 2;

export interface RenewedLease {
  /** When its last renewal was sent, by the monotonic clock, in milliseconds. */
  renewedAt: number;
}

const ageOf = ({ renewedAt }: RenewedLease) => performance.now() - renewedAt;

export const isRenewalDue = (lease: RenewedLease) => ageOf(lease) >= intervalMs;
export const mayHaveEnded = (lease: RenewedLease) => ageOf(lease) > leaseSeconds * 1000 - marginMs;

/**
 * Calls `renew` until the function it returns is called, and often `abortEnded`, because a renewal may fail or hang: other
 * workers may take over what has ended.
 */
export function keepRenewing(renew: () => Promise<void>, abortEnded: () => void, logger: Logger): () => void {
  let isRenewing = false;
  const renewOnce = async () => {
    // the last renewal hangs
    if (isRenewing) return;
    isRenewing = true;
    try {
      await renew();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) logger.error(error);
    } finally {
      isRenewing = false;
    }
  };
  const timers = [setInterval(() => void renewOnce(), intervalMs), setInterval(abortEnded, checkMs)];
  return () => timers.forEach((timer) => clearInterval(timer));
}
