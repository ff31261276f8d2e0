import type { Settings } from '@daybook/config';
import type { FailedAttempt } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable, type Type } from '@nestjs/common';
import type { z } from 'zod';
import type { JobOutcome } from './job-outcome.js';
import type { JobPolicy } from './job-policy.js';

export interface JobAttempt {
  /** 1 is the first, also of earlier jobs at the same thing; there is no further attempt after `number === maxAttempts`. */
  number: number;
  maxAttempts: number;
  /** Seconds until the next one follows a failure; at least `retryAfterSeconds`. */
  delaySeconds(retryAfterSeconds?: number): number;
}

/** For the event that tells a failure after which the job is retried as its policy says. */
export function failedAttempt(attempt: JobAttempt, retryAfterSeconds = 0): FailedAttempt {
  const { number, maxAttempts: of } = attempt;
  if (number >= of) return { attempt: number, of, gaveUpAfter: number };
  const nextAttemptAt = new Date(Date.now() + attempt.delaySeconds(retryAfterSeconds) * 1_000).toISOString();
  return { attempt: number, of, nextAttemptAt };
}

/**
 * The steps of a job that calls another service. It may run more than once: an attempt that was cut short after its call is
 * followed by one that has to find out whether the call succeeded.
 */
export interface JobSteps<Payload extends object, Input, Result> {
  /** Decides what is to be done, if anything still is: returns it, or an outcome. Commits before the call. */
  prepare(tx: Transaction, payload: Payload, attempt: JobAttempt): Promise<Input | JobOutcome>;
  /** Calls the other service. No transaction can be opened meanwhile. `signal`: the attempt timed out, or lost its lease. */
  perform(input: Input, signal: AbortSignal): Promise<Result>;
  /** Writes down what came of it. Not called when another attempt has taken over. */
  record(tx: Transaction, payload: Payload, result: Result, attempt: JobAttempt): Promise<JobOutcome>;
  /**
   * Writes down that `perform` has thrown `error`, or, as a `JobFaultError`, that another step has in the last attempt. Without
   * this method, the job is retried as its policy says.
   */
  recordFailure?(tx: Transaction, payload: Payload, error: unknown, attempt: JobAttempt): Promise<JobOutcome>;
}

/** A job that calls no other service. */
export interface TransactionalJob<Payload extends object> {
  record(tx: Transaction, payload: Payload): Promise<JobOutcome>;
}

/** Any job with this payload. */
export interface JobWith<Payload extends object> {
  record(tx: Transaction, payload: Payload, ...rest: never[]): Promise<JobOutcome>;
}

export interface JobOptions<Payload extends object> {
  /** An imperative, such as `submit-fulfilment`. */
  name: string;
  /** What the console calls it. */
  label: string;
  /** Ids, never copies of what the database knows. */
  payload: z.ZodType<Payload>;
  policy: JobPolicy | ((settings: Settings) => JobPolicy);
  /**
   * Where a person tries again once it is discarded, as a sentence. For a job whose library has recorded its failure for good:
   * run again, it would find nothing left to do.
   */
  retryHint?: string;
  /**
   * What its call is about, such as a fulfilment. The attempt holds a lease on it, and attempts of any job with the same
   * resource wait. Default: the job itself.
   */
  resource?(payload: Payload): string;
  /** The services that its calls go to. The policy's concurrency holds for each, so that one that hangs delays no other. */
  lanes?: { names: readonly string[]; of(payload: Payload): string };
}

export interface JobDefinition extends JobOptions<object> {
  jobClass: Type<JobWith<object>>;
}

const definitions = new Map<string, JobDefinition>();

/** Declares a job: its class has the steps, and is a provider of its library's module. */
export function Job<Payload extends object>(options: JobOptions<Payload>) {
  return (jobClass: Type<JobWith<Payload>>): void => {
    if (definitions.has(options.name)) throw new Error(`Two jobs are called ${options.name}.`);
    definitions.set(options.name, { ...options, jobClass });
    Injectable()(jobClass);
  };
}

/** The jobs of all files that this process has imported. */
export const declaredJobs = (): JobDefinition[] => [...definitions.values()];

/** Undefined for a name that this version does not know. */
export const findJob = (name: string): JobDefinition | undefined => definitions.get(name);

/** Throws when the class is not a job. */
export function definitionOf(jobClass: Type): JobDefinition {
  const definition = declaredJobs().find((declared) => declared.jobClass === jobClass);
  if (!definition) throw new Error(`${jobClass.name} is not declared as a job.`);
  return definition;
}
