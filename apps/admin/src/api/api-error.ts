import { HttpErrorResponse } from '@angular/common/http';
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

export function toApiError(failure: unknown): ApiError {
  if (failure instanceof ApiError) return failure;
  if (!(failure instanceof HttpErrorResponse) || failure.status === 0) {
    return new ApiError(0, 'Daybook can’t be reached just now. What is stored is safe; try again in a moment.');
  }
  return new ApiError(failure.status, problemDetail(failure.error) ?? sentenceFor(failure.status));
}

function problemDetail(body: unknown): string | null {
  const problem = typeof body === 'string' ? parsed(body) : body;
  if (typeof problem !== 'object' || problem === null) return null;
  const { detail } = problem as Partial<Problem>;
  return typeof detail === 'string' && detail !== '' ? detail : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
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
