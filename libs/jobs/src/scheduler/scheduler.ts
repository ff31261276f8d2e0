import { isDatabaseUnavailable } from '@daybook/database';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { waitUntilSettled } from '../wait-until-settled.js';
import { ScheduledRuns, type Occurrence } from './scheduled-runs.js';
import { ScheduledTasks, type ScheduledTask, type TaskName } from './scheduled-task.js';

class SchedulerStopped extends Error {}

const retryDelayMs = 5_000;
/** Bounds every wait, in case the database's clock is set or the machine sleeps. */
const maxWaitMs = 60_000;
const stopTimeoutMs = 5_000;
/** Less than `stopTimeoutMs`, to leave time for releasing the occurrence. */
const abandonAfterMs = 4_000;

/** Runs each task when it is due, in one process at a time, and never twice at once in the same process. */
@Injectable()
export class Scheduler implements BeforeApplicationShutdown {
  readonly #logger = new Logger('Scheduler');
  /** By the monotonic clock, in milliseconds. */
  readonly #nextCheckAt = new Map<TaskName, number>();
  readonly #running = new Map<TaskName, Promise<void>>();
  readonly #stopping = new AbortController();
  #isDatabaseUnavailable = false;

  constructor(
    private readonly tasks: ScheduledTasks,
    private readonly runs: ScheduledRuns,
  ) {}

  /** Asks the database only when a task may be due. */
  @Interval(1_000)
  tick(): void {
    for (const [name, task] of this.tasks.all) {
      const nextCheckAt = this.#nextCheckAt.get(name) ?? 0;
      if (this.#stopping.signal.aborted || this.#running.has(name) || performance.now() < nextCheckAt) continue;
      const running = this.#runIfDue(name, task).finally(() => this.#running.delete(name));
      this.#running.set(name, running);
    }
  }

  /** Aborts the running tasks and waits for them, 5 seconds at most. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort(new SchedulerStopped('the process stops'));
    await waitUntilSettled(stopTimeoutMs, Promise.all(this.#running.values()));
  }

  async #runIfDue(name: TaskName, task: ScheduledTask): Promise<void> {
    const startedAt = performance.now();
    try {
      const claim = await this.runs.claim(name, task);
      this.#isDatabaseUnavailable = false;
      const waitMs = claim.state === 'leased' ? Math.min(claim.leaseEndsInMs, claim.nextDueInMs) : claim.nextDueInMs;
      this.#nextCheckAt.set(name, startedAt + Math.min(waitMs, maxWaitMs));
      if (claim.state === 'claimed') await this.#run(task, claim.occurrence, startedAt);
    } catch (error) {
      this.#nextCheckAt.set(name, performance.now() + retryDelayMs);
      if (!isDatabaseUnavailable(error)) this.#logger.error(`Task ${name}: ${messageOf(error)}`, stackOf(error));
      else if (!this.#isDatabaseUnavailable) this.#logger.warn('The database is unavailable, so scheduled tasks wait.');
      this.#isDatabaseUnavailable ||= isDatabaseUnavailable(error);
    }
  }

  async #run(task: ScheduledTask, occurrence: Occurrence, startedAt: number): Promise<void> {
    const { name } = occurrence;
    try {
      const summary = await runWithTimeout(task, startedAt, this.#stopping.signal);
      await this.runs.finish(occurrence);
      if (summary !== null) this.#logger.log(`Task ${name}: ${summary}`);
    } catch (error) {
      if (error instanceof SchedulerStopped) return this.runs.release(occurrence);
      this.#logger.error(`Task ${name}: ${messageOf(error)}`, stackOf(error));
      const leaseEndsAt = startedAt + task.timeoutSeconds * 1000;
      this.#nextCheckAt.set(name, Math.min(this.#nextCheckAt.get(name) ?? 0, leaseEndsAt));
      await this.runs.fail(occurrence, messageOf(error));
    }
  }
}

/**
 * Runs a task; its signal is aborted at its timeout, counted from `startedAt`, or when `stopping` is. A run that ignores the
 * signal is abandoned after another timeout, or 4 seconds after `stopping`, so that it cannot block its task for ever.
 */
export async function runWithTimeout(
  task: ScheduledTask,
  startedAt: number,
  stopping: AbortSignal,
): Promise<string | null> {
  const timeoutMs = task.timeoutSeconds * 1000;
  const remainingMs = timeoutMs - (performance.now() - startedAt);
  const timeoutError = new Error(`it took longer than ${task.timeoutSeconds} s`);
  const timeout = new AbortController();
  const signal = AbortSignal.any([timeout.signal, stopping]);
  const ended = new AbortController();
  const timers = [setTimeout(() => timeout.abort(timeoutError), remainingMs)];
  const abandoned = new Promise<never>((_, reject) => {
    const abandonAfter = (ms: number) => timers.push(setTimeout(() => reject(timeoutError), ms));
    abandonAfter(remainingMs + timeoutMs);
    stopping.addEventListener('abort', () => abandonAfter(abandonAfterMs), { signal: ended.signal });
  });
  try {
    const summary = await Promise.race([task.run(signal), abandoned]);
    // an aborted run is not done, even if it returned normally
    signal.throwIfAborted();
    return summary;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    ended.abort();
    for (const timer of timers) clearTimeout(timer);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const stackOf = (error: unknown) => (error instanceof Error ? error.stack : undefined);
