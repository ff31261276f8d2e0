import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Problem } from '@daybook/contract';
import type { Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import { ServiceAnswer } from './faults/service-answer.js';
import { InvalidInput } from './pages/invalid-input.js';
import { Pages } from './pages/pages.js';
import { StripeApiError, type StripeErrorBody } from './stripe/api/stripe-api-error.js';

/** Each kind of caller is told in its own form: each service's JSON below its own paths, problem+json below `/sandbox`, else a page. */
@Catch()
export class AnswerErrors implements ExceptionFilter {
  private readonly logger = new Logger('Sandbox');

  constructor(private readonly pages: Pages) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const status = statusOf(error);
    if (status >= 500 && !(error instanceof ServiceAnswer))
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    if (response.headersSent) {
      response.end();
    } else if (error instanceof ServiceAnswer) {
      response.status(status).set(error.headers);
      if (typeof error.body === 'string') response.type('html').send(error.body);
      else response.json(error.body);
    } else if (request.path.startsWith('/printify/')) {
      response.status(status).json({ error: messageOf(error, status) });
    } else if (request.path.startsWith('/printful/')) {
      const message = messageOf(error, status);
      response.status(status).json({ code: status, result: message, error: { reason: 'BadRequest', message } });
    } else if (request.path.startsWith('/v1/')) {
      response.status(status).json(stripeBody(error, status));
    } else if (request.path.startsWith('/sandbox/')) {
      response.status(status).type('application/problem+json').json(problemOf(error, status));
    } else {
      response
        .status(status)
        .type('html')
        .send(this.pages.render('problem', pageOf(error, status)));
    }
  }
}

/** Errors of the body parsers carry their status, and say whether their message may be shown. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function messageOf(error: unknown, status: number): string {
  if (status >= 500 || !(error instanceof Error)) return 'Something failed inside the sandbox. Its log says what.';
  return error.message;
}

function stripeBody(error: unknown, status: number): StripeErrorBody {
  if (error instanceof StripeApiError) return error.body;
  const type = status >= 500 ? 'api_error' : 'invalid_request_error';
  return { error: { type, message: messageOf(error, status) } };
}

/** Nest's own words for an unknown address are for developers: "Cannot GET /x". */
function pageOf(error: unknown, status: number) {
  const message = messageOf(error, status);
  if (status !== 404) return { title: status >= 500 ? 'Something failed' : 'That did not work', detail: message };
  return { title: 'Not here', detail: message.startsWith('Cannot ') ? 'There is no page at this address.' : message };
}

function problemOf(error: unknown, status: number): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: messageOf(error, status),
    ...(error instanceof InvalidInput && { errors: error.fields }),
  };
}
