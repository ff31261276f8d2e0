import { Catch, Injectable, Logger, Optional, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { toProblem } from './to-problem.js';
import type { ProblemException } from './problem.js';

/** Renders a problem as a page for a browser. */
export abstract class ErrorPages {
  abstract isFor(request: Request): boolean;
  abstract send(request: Request, response: Response, problem: ProblemException): Promise<void>;
}

/** Answers every error as `application/problem+json` (RFC 9457) or as a page of the shop, and logs unexpected ones. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Problem');

  constructor(@Optional() private readonly pages?: ErrorPages) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const problem = toProblem(error);
    if (problem.getStatus() >= 500) this.#logError(error, problem.getStatus());

    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.retryAfterSeconds !== undefined) response.set('Retry-After', String(problem.retryAfterSeconds));
    if (!(await this.#trySendPage(http.getRequest<Request>(), response, problem))) {
      response.status(problem.getStatus()).type('application/problem+json').send(JSON.stringify(problem.problem));
    }
  }

  async #trySendPage(request: Request, response: Response, problem: ProblemException): Promise<boolean> {
    if (!this.pages?.isFor(request)) return false;
    try {
      await this.pages.send(request, response, problem);
      return true;
    } catch (error) {
      // an error thrown by a filter would end the process
      this.#logError(error, 500);
      return response.headersSent;
    }
  }

  #logError(error: unknown, status: number): void {
    const message = error instanceof Error ? error.message : String(error);
    if (status === 503) this.#logger.warn(message);
    else this.#logger.error(message, error instanceof Error ? error.stack : undefined);
  }
}
