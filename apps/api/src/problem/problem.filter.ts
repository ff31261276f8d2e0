import { Catch, Injectable, Logger, Optional, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ErrorPages } from './error-pages.js';
import { toProblem } from './to-problem.js';
import type { ProblemException } from './problem.js';

/** Every error leaves as `application/problem+json` (RFC 9457), or as a page of the shop; the unexpected ones are logged. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Problem');

  constructor(@Optional() private readonly pages?: ErrorPages) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const answer = toProblem(error);
    if (answer.getStatus() >= 500) this.#note(error, answer.getStatus());

    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (answer.retryAfterSeconds !== undefined) response.set('Retry-After', String(answer.retryAfterSeconds));
    if (!(await this.#sentAsPage(http.getRequest<Request>(), response, answer))) {
      response.status(answer.getStatus()).type('application/problem+json').send(JSON.stringify(answer.problem));
    }
  }

  async #sentAsPage(request: Request, response: Response, answer: ProblemException): Promise<boolean> {
    if (!this.pages?.isFor(request)) return false;
    try {
      await this.pages.send(request, response, answer);
      return true;
    } catch (error) {
      // nobody waits for what a filter throws: it would end the program
      this.#note(error, 500);
      return response.headersSent;
    }
  }

  #note(error: unknown, status: number): void {
    const message = error instanceof Error ? error.message : String(error);
    if (status === 503) this.#logger.warn(message);
    else this.#logger.error(message, error instanceof Error ? error.stack : undefined);
  }
}
