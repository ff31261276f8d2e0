import { STATUS_CODES } from 'node:http';
import type { Problem } from '@daybook/contract';
import { HttpException } from '@nestjs/common';

interface Particulars {
  errors?: Problem['errors'];
  /** What else stands in the answer (RFC 9457 calls them extension members). */
  members?: Record<string, unknown>;
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
  return new ProblemException(
    { ...particulars.members, type: 'about:blank', title, status, detail, ...errors },
    particulars,
  );
}
