import { isDatabaseUnavailable } from '@daybook/database';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { ScheduledRuns, type Occurrence } from './scheduled-runs.js';
import { ScheduledTasks, type ScheduledTask, type TaskName } from './scheduled-task.js';

/** The process stops while a clock runs. */
class Stopping extends Error {}

const tryAgainMilliseconds = 5_000;
/** A database whose clock was set, or a machine that slept: nobody looks further ahead than this. */
const longestWait = 60_000;
const stopMilliseconds = 5_000;
/** A little less, so that there is time left to hand its slot over. */
const letGoMilliseconds = 4_000;

/** Looks at each clock when its next slot is due, and runs what falls to this process; never one clock twice at once. */
@Injectable()
export class Scheduler {
  readonly #logger = new Logger('Clocks');
  /** By the monotonic clock, in milliseconds; absent: look at once. */
  readonly #lookAt = new Map<TaskName, number>();
  readonly #busy = new Map<TaskName, Promise<void>>();
  readonly #stopping = new AbortController();
  #databaseIsAway = false;

  constructor(
    private readonly clocks: ScheduledTasks,
    private readonly runs: ScheduledRuns,
  ) {}

  /** To be called about once a second; costs nothing unless a clock is due. */
  tick(): void {
    for (const [name, clock] of this.clocks.all) {
      if (this.#stopping.signal.aborted || this.#busy.has(name) || performance.now() < (this.#lookAt.get(name) ?? 0))
        continue;
      this.#busy.set(
        name,
        this.#look(name, clock).finally(() => this.#busy.delete(name)),
      );
    }
  }

  /** Aborts what runs and waits for it, 5 seconds at most. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Stopping('the process stops'));
    const waited = new AbortController();
    const settled = Promise.all(this.#busy.values()).then(() => waited.abort());
    await Promise.race([settled, pause(stopMilliseconds, undefined, { signal: waited.signal }).catch(() => undefined)]);
  }

  async #look(name: TaskName, clock: ScheduledTask): Promise<void> {
    const started = performance.now();
    try {
      const look = await this.runs.claimDue(name, clock);
      this.#databaseIsAway = false;
      const wait = look.slot === 'held' ? Math.min(look.leaseEndsIn, look.nextSlotIn) : look.nextSlotIn;
      this.#lookAt.set(name, started + Math.min(wait, longestWait));
      if (look.slot === 'claimed') await this.#run(clock, look.claimed, started);
    } catch (error) {
      this.#lookAt.set(name, performance.now() + tryAgainMilliseconds);
      if (!isDatabaseUnavailable(error))
        this.#logger.error(`ScheduledTask ${name}: ${reasonOf(error)}`, stackOf(error));
      else if (!this.#databaseIsAway) this.#logger.warn('The database cannot be reached, so the clocks wait.');
      this.#databaseIsAway ||= isDatabaseUnavailable(error);
    }
  }

  async #run(clock: ScheduledTask, slot: Occurrence, started: number): Promise<void> {
    try {
      const did = await runWithTimeout(clock, started, this.#stopping.signal);
      await this.runs.finish(slot);
      if (did !== null) this.#logger.log(`ScheduledTask ${slot.name}: ${did}`);
    } catch (error) {
      if (error instanceof Stopping) return this.runs.release(slot);
      this.#logger.error(`ScheduledTask ${slot.name}: ${reasonOf(error)}`, stackOf(error));
      this.#lookAt.set(slot.name, Math.min(this.#lookAt.get(slot.name) ?? 0, started + clock.timeoutSeconds * 1000));
      await this.runs.fail(slot, reasonOf(error));
    }
  }
}

/**
 * One run, its signal aborted when the lease, counted from `started`, is over or the process stops. A run that ignores that
 * holds its clock for one more lease, or 4 seconds of stopping, and is then let go, so that it cannot hold it for good.
 */
export async function runWithTimeout(
  clock: ScheduledTask,
  started: number,
  stopping: AbortSignal,
): Promise<string | null> {
  const lease = clock.timeoutSeconds * 1000;
  const left = lease - (performance.now() - started);
  const tooLong = new Error(`it took longer than ${clock.timeoutSeconds} s`);
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, stopping]);
  const ended = new AbortController();
  const timers = [setTimeout(() => over.abort(tooLong), left)];
  const letGo = new Promise<never>((_, reject) => {
    timers.push(setTimeout(() => reject(tooLong), left + lease));
    const stopSoon = () => timers.push(setTimeout(() => reject(tooLong), letGoMilliseconds));
    stopping.addEventListener('abort', stopSoon, { signal: ended.signal });
  });
  try {
    const did = await Promise.race([clock.run(signal), letGo]);
    // stopped half-way is not done, however quietly it stopped
    signal.throwIfAborted();
    return did;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    ended.abort();
    for (const timer of timers) clearTimeout(timer);
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const stackOf = (error: unknown) => (error instanceof Error ? error.stack : undefined);
