import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { problemOf } from './problem-of.js';

/** Every error leaves the api as `application/problem+json` (RFC 9457); the unexpected ones are logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const answer = problemOf(error);
    if (answer.getStatus() >= 500) this.#note(error, answer.getStatus());

    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (answer.retryAfterSeconds !== undefined) response.set('Retry-After', String(answer.retryAfterSeconds));
    response.status(answer.getStatus()).type('application/problem+json').send(JSON.stringify(answer.problem));
  }

  #note(error: unknown, status: number): void {
    const message = error instanceof Error ? error.message : String(error);
    if (status === 503) this.#logger.warn(message);
    else this.#logger.error(message, error instanceof Error ? error.stack : undefined);
  }
}
