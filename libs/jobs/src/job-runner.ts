import { failpoint } from '@daybook/config';
import { isDatabaseUnavailable, runOutsideCall, type Database } from '@daybook/database';
import { Logger, type Type } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { attemptsBefore } from './attempts-before.js';
import { declaredJobs, findJob, type JobAttempt, type JobDefinition, type JobSteps, type JobWith } from './job.js';
import { CallError, JobFaultError, JobLostError, JobTimeoutError } from './job-errors.js';
import { JobOutcome, discard, retry, snooze } from './job-outcome.js';
import type { JobPolicies } from './job-policies.js';
import { maxCrashes, retryDelaySeconds } from './job-policy.js';
import { Lanes } from './lanes.js';
import type { ResourceLease, ResourceLeases } from './resource-leases.js';
import { UnrecordedResults } from './unrecorded-results.js';

export interface StartedJob {
  id: string;
  name: string;
  data: object;
  /** Attempts started, this one included; more than the policy allows when workers crashed. */
  attempts: number;
  /** Aborted when the job no longer belongs to this worker. */
  leaseLost: AbortSignal;
}

/** What becomes of a job after an attempt. `lost`: another worker runs it. */
export type AttemptResult =
  | { outcome: 'done' }
  | { outcome: 'lost' | 'discard'; reason: string }
  | { outcome: 'retry' | 'snooze'; reason: string; delaySeconds: number };

interface Run {
  definition: JobDefinition;
  steps: AnySteps;
  payload: object;
  job: StartedJob;
  attempt: JobAttempt;
}

interface Prepared {
  input: unknown;
  lease: ResourceLease;
}

/** Until the next attempt while another job works on the same resource, or too many call the same service. */
const busySnoozeSeconds = 5;
const unavailableSnoozeSeconds = 30;
const busy = snooze('another job is working on the same thing', busySnoozeSeconds);
const crashed = 'its last attempts crashed their workers';
/** How long a result is kept for a database that is unavailable just when it should be recorded. */
const recordTimeoutMs = 60_000;
const recordRetryDelayMs = 1_000;

/** Runs the steps of jobs, whichever queue they come from. */
export class JobRunner {
  readonly #logger = new Logger('JobWorker');
  readonly #lanes = new Lanes();
  readonly #unrecorded = new UnrecordedResults();

  constructor(
    private readonly database: Database,
    private readonly leases: ResourceLeases,
    private readonly policies: JobPolicies,
    private readonly instanceOf: (jobClass: Type<JobWith<object>>) => JobWith<object>,
  ) {}

  /** Throws when a declared job is not a provider of any module. */
  assertProvided(): void {
    for (const { jobClass } of declaredJobs()) this.instanceOf(jobClass);
  }

  /** Runs and logs one attempt. It ends in time even when its call doesn't, and never throws. */
  async attempt(job: StartedJob): Promise<AttemptResult> {
    const { id, name, leaseLost } = job;
    const definition = findJob(name);
    if (!definition) return { outcome: 'lost', reason: 'this version does not know it' };
    const policy = this.policies.get(name);
    const before = attemptsBefore(job.data);
    const ownAttempts = Math.min(job.attempts, policy.maxAttempts);
    const attempt: JobAttempt = {
      number: before + ownAttempts,
      maxAttempts: before + policy.maxAttempts,
      delaySeconds: (retryAfterSeconds) => retryDelaySeconds(policy, ownAttempts, retryAfterSeconds),
    };
    const { outcome, error } = await this.#runSteps(definition, job, attempt).then(
      (given) => ({ outcome: given, error: undefined }),
      (thrown: unknown) => toFailure(thrown),
    );
    const { kind, reason } = outcome;
    if (kind === 'done') return { outcome: 'done' };
    if (kind === 'snooze') return { outcome: 'snooze', reason, delaySeconds: outcome.delaySeconds };

    const failure = `Job ${name} ${id}, attempt ${attempt.number} of ${attempt.maxAttempts}: ${reason}`;
    const stack = error instanceof Error ? [error.stack] : [];
    if (leaseLost.aborted || error instanceof JobLostError) {
      this.#logger.warn(`${failure}. Another worker takes it over.`, ...stack);
      return { outcome: 'lost', reason };
    }
    if (kind === 'discard' || attempt.number >= attempt.maxAttempts) {
      this.#logger.error(`${failure}. It is discarded.`, ...stack);
      return { outcome: 'discard', reason };
    }
    const delaySeconds = attempt.delaySeconds(outcome.delaySeconds);
    this.#logger.warn(`${failure}. The next attempt is in ${delaySeconds} s.`, ...stack);
    return { outcome: 'retry', reason, delaySeconds };
  }

  async #runSteps(definition: JobDefinition, job: StartedJob, attempt: JobAttempt): Promise<JobOutcome> {
    const parsed = definition.payload.safeParse(job.data);
    if (!parsed.success) return discard(`its payload is not one of this version: ${parsed.error.message}`);
    const payload = parsed.data;
    const steps = this.instanceOf(definition.jobClass);
    const { concurrency, maxAttempts } = this.policies.get(definition.name);
    const isCrashing = job.attempts > maxAttempts + maxCrashes;
    if (!hasCall(steps))
      return isCrashing ? discard(crashed) : this.database.transaction((tx) => steps.record(tx, payload));
    const run = { definition, steps, payload, job, attempt };
    if (isCrashing) return this.#recordFault(run, new JobFaultError(crashed));
    const outcome = await this.#lanes.tryRun(definition, payload, concurrency, () => this.#runToTheEnd(run));
    return outcome ?? snooze('too many jobs are calling the same service', busySnoozeSeconds);
  }

  /** When a step fails in the last attempt, nothing else would tell its domain that the job is over. */
  async #runToTheEnd(run: Run): Promise<JobOutcome> {
    try {
      return await this.#runThreeSteps(run);
    } catch (error) {
      const { attempt, job, steps } = run;
      const isLost = error instanceof JobLostError || job.leaseLost.aborted;
      const follows = attempt.number < attempt.maxAttempts || isDatabaseUnavailable(error);
      if (isLost || follows || !steps.recordFailure) throw error;
      this.#logger.error(error);
      return this.#recordFault(run, new JobFaultError());
    }
  }

  #recordFault({ definition, steps, payload, job, attempt }: Run, fault: JobFaultError): Promise<JobOutcome> {
    return this.database.transaction(async (tx) => {
      const lease = await this.leases.tryLease(tx, resourceOf(definition, payload, job));
      if (!lease) return busy;
      const outcome = await steps.recordFailure?.(tx, payload, fault, attempt);
      await this.leases.release(tx, lease);
      return outcome ?? discard(fault.message);
    });
  }

  async #runThreeSteps({ definition, steps, payload, job, attempt }: Run): Promise<JobOutcome> {
    const resource = resourceOf(definition, payload, job);
    const prepared = await this.#prepare(steps, resource, payload, attempt);
    if (prepared instanceof JobOutcome) {
      this.#unrecorded.delete(job.id);
      return prepared;
    }
    await failpoint(`${definition.name} prepared`);
    const { timeoutSeconds } = this.policies.get(definition.name);
    const result = this.#unrecorded.get(job.id) ?? (await this.#perform(steps, prepared, job, timeoutSeconds));
    await failpoint(`${definition.name} performed`);
    this.#unrecorded.delete(job.id);
    try {
      if (result.status === 'rejected' && job.leaseLost.aborted) throw new JobLostError('its worker lost it');
      const outcome = await this.#record(steps, prepared.lease, payload, result, attempt);
      await failpoint(`${definition.name} recorded`);
      return outcome;
    } catch (error) {
      if (result.status === 'fulfilled' && !(error instanceof JobLostError)) this.#unrecorded.keep(job.id, result);
      await this.database.transaction((tx) => this.leases.release(tx, prepared.lease)).catch(() => false);
      throw error;
    }
  }

  #prepare(steps: AnySteps, resource: string, payload: object, attempt: JobAttempt): Promise<Prepared | JobOutcome> {
    return this.database.transaction(async (tx) => {
      const lease = await this.leases.tryLease(tx, resource);
      if (!lease) return busy;
      const input = await steps.prepare(tx, payload, attempt);
      if (!(input instanceof JobOutcome)) return { input, lease };
      await this.leases.release(tx, lease);
      return input;
    });
  }

  /**
   * Ends at the timeout, and when a lease is lost, even when `perform` ignores its signal. Does not call it when one is lost
   * already: another attempt may be making the same call.
   */
  async #perform(
    steps: AnySteps,
    { input, lease }: Prepared,
    { leaseLost }: StartedJob,
    timeoutSeconds: number,
  ): Promise<PromiseSettledResult<unknown>> {
    const isHeld = await this.leases.ensureHeld(lease);
    if (!isHeld || leaseLost.aborted) throw new JobLostError('its worker lost it');
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new JobTimeoutError(timeoutSeconds)), timeoutSeconds * 1000);
    const holding = this.leases.hold(lease);
    const signal = AbortSignal.any([timeout.signal, holding.signal, leaseLost]);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    const call = runOutsideCall(async () => steps.perform(input, signal));
    const [result] = await Promise.allSettled([Promise.race([aborted, call])]);
    clearTimeout(timer);
    holding.stop();
    if (holding.signal.aborted && result.status === 'rejected')
      throw new JobLostError(messageOf(holding.signal.reason));
    return result;
  }

  /** Tries again while the database is unavailable: the call must not be repeated for that. */
  async #record(
    steps: AnySteps,
    lease: ResourceLease,
    payload: object,
    result: PromiseSettledResult<unknown>,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    const outcome = await this.#retryWhileUnavailable(() =>
      this.database.transaction(async (tx) => {
        if (!(await this.leases.release(tx, lease))) throw new JobLostError('another attempt has taken over');
        if (result.status === 'fulfilled') return steps.record(tx, payload, result.value, attempt);
        return steps.recordFailure?.(tx, payload, result.reason, attempt) ?? null;
      }),
    );
    if (outcome) return outcome;
    if (result.status === 'fulfilled') throw new Error('a recorded result needs an outcome');
    throw new CallError(messageOf(result.reason), { cause: result.reason });
  }

  async #retryWhileUnavailable<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + recordTimeoutMs;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isDatabaseUnavailable(error) || performance.now() > deadline) throw error;
        await pause(recordRetryDelayMs);
      }
    }
  }
}

type AnySteps = JobSteps<object, unknown, unknown>;
const hasCall = (steps: JobWith<object>): steps is AnySteps => 'perform' in steps;

/** An attempt that the database cut short does not count. */
function toFailure(thrown: unknown): { outcome: JobOutcome; error: unknown } {
  if (thrown instanceof CallError) return { outcome: retry(thrown.message), error: thrown.cause };
  if (isDatabaseUnavailable(thrown))
    return { outcome: snooze('the database is unavailable', unavailableSnoozeSeconds), error: thrown };
  return { outcome: retry(messageOf(thrown)), error: thrown };
}

const resourceOf = (definition: JobDefinition, payload: object, { id }: StartedJob) =>
  definition.resource?.(payload) ?? `job ${id}`;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
