import { InvalidCursorError, isDatabaseUnavailable } from '@daybook/database';
import { HttpException } from '@nestjs/common';
import { problem, ProblemException } from './problem.js';

const detailByStatus: Record<number, string> = {
  400: 'The request could not be understood.',
  401: 'Sign in first.',
  403: 'This is not allowed.',
  404: 'There is nothing at this address.',
  405: 'This method is not allowed here.',
  408: 'The request took too long to arrive.',
  409: 'This is no longer possible because something has changed in the meantime.',
  413: 'The request is too large.',
  415: 'The format of the request is not supported.',
  429: 'Too many requests. Try again in a moment.',
  503: 'This is temporarily unavailable. Try again in a moment.',
};
const internalError = 'Something went wrong on our side. The details are in the server log.';

/** Hides an error's message unless it is a sentence for people. */
export function toProblem(error: unknown): ProblemException {
  if (error instanceof ProblemException) return error;
  if (isDatabaseUnavailable(error)) {
    const detail = 'The database is unavailable. Try again in a few seconds.';
    return problem(503, detail, { retryAfterSeconds: 5 });
  }
  if (error instanceof InvalidCursorError)
    return problem(400, 'The cursor in `before` is not valid. Start again without it.');
  if (isUnstorableText(error)) return problem(400, 'The request contains a character that cannot be stored.');
  if (error instanceof HttpException) return problem(error.getStatus(), toDetail(error));
  return problem(500, internalError);
}

function toDetail(error: HttpException): string {
  return isSentence(error.message) ? error.message : standardDetail(error.getStatus());
}

/** Unlike the framework's own messages, such as "Not Found" and "Cannot GET /x". */
function isSentence(message: string): boolean {
  return message.includes(' ') && message.endsWith('.');
}

function standardDetail(status: number): string {
  return detailByStatus[status] ?? (status >= 500 ? internalError : 'The request failed.');
}

/** PostgreSQL's `character_not_in_repertoire` and `untranslatable_character`, for example for NUL in a search text. */
function isUnstorableText(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '22021' || error.code === '22P05');
}
