import type { Problem } from '@daybook/contract';

export type FieldErrors = NonNullable<Problem['errors']>;

/** A failed request. `detail` is the sentence to show, `status` is 0 when no response came, `errors` are about single fields. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly errors: FieldErrors = [],
  ) {
    super(detail);
    this.name = 'ApiError';
  }

  /** The request may have been carried out all the same: no response came, or a proxy's. */
  get isUncertain(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export function unreachableError(): ApiError {
  return new ApiError(0, 'Daybook can’t be reached right now. Your data is safe; try again in a moment.');
}

/** Takes the sentence from the problem's `detail` if `body` is problem+json. */
export function errorFromResponse(status: number, body: string): ApiError {
  const problem = parseProblem(body);
  return new ApiError(status, detailOf(problem) ?? defaultDetail(status), fieldErrorsOf(problem));
}

export function toApiError(failure: unknown): ApiError {
  return failure instanceof ApiError ? failure : unreachableError();
}

function parseProblem(body: string): Partial<Problem> | null {
  try {
    return JSON.parse(body) as Partial<Problem> | null;
  } catch {
    return null;
  }
}

function detailOf(problem: Partial<Problem> | null): string | null {
  return typeof problem?.detail === 'string' && problem.detail !== '' ? problem.detail : null;
}

function fieldErrorsOf(problem: Partial<Problem> | null): FieldErrors {
  return Array.isArray(problem?.errors) ? problem.errors : [];
}

function defaultDetail(status: number): string {
  if (status === 404) return 'There is nothing at this address.';
  if (status === 429) return 'Too many attempts. Wait a moment, then try again.';
  if (status >= 500) return 'Daybook could not answer. Your data is safe; try again in a moment.';
  return 'Daybook did not accept that.';
}
