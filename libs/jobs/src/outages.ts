import { now, secondsFromNow, type Transaction } from '@daybook/database';
import type { Expression } from 'kysely';
import type { JobAttempt } from './job.js';
import { retry, snooze, type JobOutcome } from './job-outcome.js';
import { maxRetryAfterSeconds } from './job-policy.js';
import type { JobsTables } from './jobs.entities.js';

export interface OutageFailure {
  /** Part of a sentence. */
  message: string;
  /** How long the service asks us to wait; 0 when it does not say. */
  retryAfterSeconds: number;
}

/** How long an attempt may take that finds out whether a service is back; others wait meanwhile. */
const attemptSeconds = 60;
const firstPauseSeconds = 15;

/** For a job that is not attempted, or whose attempt does not count. */
export const untilAvailable = (seconds: number): JobOutcome => snooze('the service it needs is unavailable', seconds);

/**
 * Knows which services answer no job at the moment. One failed attempt may be chance; with the second, and no answer in
 * between, it is an outage: one problem, however much waits. From then on one job at a time finds out whether the service is
 * back, after pauses as long as the outage has lasted, and at most as long as `maxPauseSeconds`, unless the service asks for
 * longer. Attempts during an outage do not count.
 */
export abstract class Outages<Service extends string> {
  protected abstract readonly maxPauseSeconds: number;
  /** How much waits for its end. */
  protected abstract countWaiting(tx: Transaction, service: Service): Promise<number>;
  protected abstract publishUnavailable(
    tx: Transaction,
    service: Service,
    outage: { reason: string; waiting: number },
  ): Promise<unknown>;
  protected abstract publishAvailable(tx: Transaction, service: Service): Promise<unknown>;
  /** Nothing waits any more, though the service has not answered. */
  protected abstract resolveUnavailable(tx: Transaction, service: Service): Promise<unknown>;

  /** Seconds that an attempt has to wait; 0 when it may start, which in an outage only one at a time may. */
  async secondsToWait(tx: Transaction, service: Service): Promise<number> {
    const outage = await this.selectOpen(tx, service).executeTakeFirst();
    if (!outage?.isConfirmed) return 0;
    const started = await this.open(tx, service)
      .set({ next_attempt_at: secondsFromNow(attemptSeconds) })
      .where('next_attempt_at', '<=', now())
      .returning('service')
      .executeTakeFirst();
    if (started) return 0;
    const seconds = Math.ceil((outage.nextAttemptAt.getTime() - outage.now.getTime()) / 1_000);
    // the attempt that is under way may succeed at once
    return Math.max(1, Math.min(this.maxPauseSeconds, seconds));
  }

  /** Whether its last attempt has failed for a reason of its own: it has waited before, and others were answered each time. */
  async failsAlone(
    tx: Transaction,
    service: Service,
    attempt: JobAttempt,
    waitingSince: Date | null,
  ): Promise<boolean> {
    if (!isLast(attempt) || !waitingSince) return false;
    return (await this.selectOpen(tx, service).executeTakeFirst()) === undefined;
  }

  /** Its job waits. Call `publish` once that is stored. */
  async recordFailure(
    tx: Transaction,
    service: Service,
    { message, retryAfterSeconds }: OutageFailure,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    const outage = await this.selectOpen(tx, service).executeTakeFirst();
    const lastedSeconds = outage ? (outage.now.getTime() - outage.startedAt.getTime()) / 1_000 : 0;
    const pauseSeconds = Math.max(this.pauseSeconds(lastedSeconds), Math.min(retryAfterSeconds, maxRetryAfterSeconds));
    const next = { next_attempt_at: secondsFromNow(pauseSeconds), reason: message };
    if (outage)
      await this.open(tx, service)
        .set({ ...next, is_confirmed: true })
        .execute();
    else await this.begin(tx, service, next);
    return outage || isLast(attempt) ? untilAvailable(pauseSeconds) : retry(message, retryAfterSeconds);
  }

  /** Publishes the outage, once it is confirmed, with the number of those that wait for its end; without any it is over. */
  async publish(tx: Transaction, service: Service): Promise<void> {
    // so that it does not end before its entry is there
    const outage = await this.selectOpen(tx, service).forNoKeyUpdate().executeTakeFirst();
    if (!outage?.isConfirmed) return;
    await tx.em.flush();
    const waiting = await this.countWaiting(tx, service);
    if (waiting > 0) {
      await this.publishUnavailable(tx, service, { reason: outage.reason, waiting });
      return;
    }
    await this.open(tx, service).set({ ended_at: now() }).execute();
    await this.resolveUnavailable(tx, service);
  }

  /** The service has accepted something, or has refused it for a reason of its own. */
  async recordAnswer(tx: Transaction, service: Service): Promise<void> {
    const ended = await this.open(tx, service).set({ ended_at: now() }).returning('is_confirmed').executeTakeFirst();
    if (ended?.is_confirmed) await this.publishAvailable(tx, service);
  }

  /** The next attempt starts, outage or not. */
  async attemptSoon(tx: Transaction, service: Service): Promise<void> {
    await this.open(tx, service).set({ next_attempt_at: now() }).execute();
  }

  private pauseSeconds(lastedSeconds: number): number {
    return Math.min(this.maxPauseSeconds, Math.max(firstPauseSeconds, Math.round(lastedSeconds)));
  }

  private async begin(
    tx: Transaction,
    service: Service,
    next: { next_attempt_at: Expression<Date>; reason: string },
  ): Promise<void> {
    const values = { ...next, started_at: now(), ended_at: null, is_confirmed: false };
    await tx
      .kysely<JobsTables>()
      .insertInto('service_outage')
      .values({ service, ...values })
      // two may begin at once
      .onConflict((conflict) =>
        conflict.column('service').doUpdateSet(values).where('service_outage.ended_at', 'is not', null),
      )
      .execute();
  }

  private selectOpen(tx: Transaction, service: Service) {
    return tx
      .kysely<JobsTables>()
      .selectFrom('service_outage')
      .select(['started_at as startedAt', 'is_confirmed as isConfirmed', 'next_attempt_at as nextAttemptAt', 'reason'])
      .select(now().as('now'))
      .where('service', '=', service)
      .where('ended_at', 'is', null);
  }

  private open(tx: Transaction, service: Service) {
    return tx
      .kysely<JobsTables>()
      .updateTable('service_outage')
      .where('service', '=', service)
      .where('ended_at', 'is', null);
  }
}

const isLast = ({ number, maxAttempts }: JobAttempt) => number >= maxAttempts;
