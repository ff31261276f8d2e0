import type { Problem } from '@daybook/contract';

export type FieldErrors = NonNullable<Problem['errors']>;

/**
 * What went wrong with a request, as a sentence to show. `status` is 0 when no answer came at all; `errors` says which
 * fields were refused, and why.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly errors: FieldErrors = [],
  ) {
    super(detail);
    this.name = 'ApiError';
  }

  /** It may have been done all the same: no answer came, or only that of something in between. */
  get isUncertain(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export function noAnswer(): ApiError {
  return new ApiError(0, 'Daybook can’t be reached just now. What is stored is safe; try again in a moment.');
}

/** `body` is the answer's text: a problem's `detail` is the sentence, where there is one. */
export function refusalOf(status: number, body: string): ApiError {
  const problem = problemIn(body);
  return new ApiError(status, detailIn(problem) ?? sentenceFor(status), errorsIn(problem));
}

export function toApiError(failure: unknown): ApiError {
  return failure instanceof ApiError ? failure : noAnswer();
}

function problemIn(body: string): Partial<Problem> | null {
  try {
    return JSON.parse(body) as Partial<Problem> | null;
  } catch {
    return null;
  }
}

function detailIn(problem: Partial<Problem> | null): string | null {
  return typeof problem?.detail === 'string' && problem.detail !== '' ? problem.detail : null;
}

function errorsIn(problem: Partial<Problem> | null): FieldErrors {
  return Array.isArray(problem?.errors) ? problem.errors : [];
}

function sentenceFor(status: number): string {
  if (status === 404) return 'There is nothing here by that name.';
  if (status === 429) return 'That was tried too often. Wait a moment, then try again.';
  if (status >= 500) return 'Daybook could not answer. What is stored is safe; try again in a moment.';
  return 'Daybook did not accept that.';
}
