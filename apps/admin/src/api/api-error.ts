import type { Problem } from '@daybook/contract';

/** What went wrong with a request, as a sentence to show. `status` is 0 when no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'ApiError';
  }
}

export function noAnswer(): ApiError {
  return new ApiError(0, 'Daybook can’t be reached just now. What is stored is safe; try again in a moment.');
}

/** `body` is the answer's text: a problem's `detail` is the sentence, where there is one. */
export function refusalOf(status: number, body: string): ApiError {
  return new ApiError(status, detailIn(body) ?? sentenceFor(status));
}

export function toApiError(failure: unknown): ApiError {
  return failure instanceof ApiError ? failure : noAnswer();
}

function detailIn(body: string): string | null {
  try {
    const problem = JSON.parse(body) as Partial<Problem> | null;
    return typeof problem?.detail === 'string' && problem.detail !== '' ? problem.detail : null;
  } catch {
    return null;
  }
}

function sentenceFor(status: number): string {
  if (status === 404) return 'There is nothing here by that name.';
  if (status === 429) return 'That was tried too often. Wait a moment, then try again.';
  if (status >= 500) return 'Daybook could not answer. What is stored is safe; try again in a moment.';
  return 'Daybook did not accept that.';
}
