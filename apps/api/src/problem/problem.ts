import { STATUS_CODES } from 'node:http';
import type { Problem } from '@daybook/contract';
import { HttpException } from '@nestjs/common';

interface Particulars {
  errors?: Problem['errors'];
  /** Sent as `Retry-After`. */
  retryAfterSeconds?: number;
}

/** An answer that is a problem; made by `problem()`. */
export class ProblemException extends HttpException {
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly problem: Problem,
    { retryAfterSeconds }: Particulars,
  ) {
    super(problem, problem.status);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** `throw problem(404, 'There is no such order.')`: `detail` is a sentence for whoever asked. */
export function problem(status: number, detail: string, particulars: Particulars = {}): ProblemException {
  const title = STATUS_CODES[status] ?? 'Error';
  const errors = particulars.errors && { errors: particulars.errors };
  return new ProblemException({ type: 'about:blank', title, status, detail, ...errors }, particulars);
}
