import { STATUS_CODES } from 'node:http';
import type { Problem } from '@daybook/contract';
import { HttpException } from '@nestjs/common';

interface ProblemOptions {
  errors?: Problem['errors'];
  /** Extension members (RFC 9457). */
  members?: Record<string, unknown>;
  /** Sent as `Retry-After`. */
  retryAfterSeconds?: number;
}

/** Created by `problem()`. */
export class ProblemException extends HttpException {
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly problem: Problem,
    { retryAfterSeconds }: ProblemOptions,
  ) {
    super(problem, problem.status);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** `throw problem(409, 'A Printify sync is already running.')`: `detail` is a sentence for people. */
export function problem(status: number, detail: string, options: ProblemOptions = {}): ProblemException {
  const title = STATUS_CODES[status] ?? 'Error';
  const errors = options.errors && { errors: options.errors };
  return new ProblemException({ ...options.members, type: 'about:blank', title, status, detail, ...errors }, options);
}

/** Passes on what was found; throws a 404 problem for null: `orNotFound(await this.orders.find(id), 'order')`. */
export function orNotFound<T>(found: T | null | undefined, noun: string): T {
  if (found === null || found === undefined) throw problem(404, `There is no such ${noun}.`);
  return found;
}
