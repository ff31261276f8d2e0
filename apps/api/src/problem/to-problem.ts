import { InvalidCursorError, isDatabaseUnavailable } from '@daybook/database';
import { HttpException } from '@nestjs/common';
import { problem, ProblemException } from './problem.js';

const sentences: Record<number, string> = {
  400: 'The request could not be understood.',
  401: 'Sign in first.',
  403: 'This is not allowed.',
  404: 'There is nothing at this address.',
  405: 'This cannot be done here.',
  408: 'The request took too long to arrive.',
  409: 'This is no longer possible: something has changed meanwhile.',
  413: 'The request is too large.',
  415: 'The request is in a format that is not understood here.',
  429: 'Too many requests. Try again in a moment.',
  503: 'This is not available just now. Try again in a moment.',
};
const somethingBroke = 'Something went wrong on our side. It has been noted in the log.';

/** By the `type` that the body parser gives its errors. */
const badBodies: Record<string, string> = {
  'entity.parse.failed': 'The request body is not valid JSON.',
  'entity.too.large': 'The request body is larger than 100 kB.',
};

/** What an error looks like from outside: nothing of what it says leaks unless it was written to be read. */
export function toProblem(error: unknown): ProblemException {
  if (error instanceof ProblemException) return error;
  if (isDatabaseUnavailable(error)) {
    const detail = 'The database cannot be reached just now. Try again in a few seconds.';
    return problem(503, detail, { retryAfterSeconds: 5 });
  }
  if (error instanceof InvalidCursorError)
    return problem(400, 'This is not a place in the list that was given out here. Start again without `before`.');
  if (isUnstorableText(error))
    return problem(400, 'The request holds a character that cannot be stored or searched for.');
  if (error instanceof HttpException) return problem(error.getStatus(), detailOf(error));
  return problem(500, somethingBroke);
}

function detailOf(error: HttpException): string {
  const { cause, message } = error;
  const badBody = cause instanceof Error && 'type' in cause ? badBodies[String(cause.type)] : undefined;
  return badBody ?? (isSentence(message) ? message : standard(error.getStatus()));
}

/** The framework's own messages ("Not Found", "Cannot GET /x") are not sentences for a person. */
function isSentence(message: string): boolean {
  return message.includes(' ') && message.endsWith('.');
}

function standard(status: number): string {
  return sentences[status] ?? (status >= 500 ? somethingBroke : 'The request could not be carried out.');
}

/** PostgreSQL's `character_not_in_repertoire` and `untranslatable_character`: NUL in a search text, for one. */
function isUnstorableText(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '22021' || error.code === '22P05');
}
