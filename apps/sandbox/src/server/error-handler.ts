import type { Problem } from '@daybook/contract';
import type { ErrorRequestHandler } from 'express';
import { STATUS_CODES } from 'node:http';
import { ErrorReply, HttpError, sendReply } from './http.js';
import type { Markup } from './markup.js';

interface Failure {
  status: number;
  message: string;
  error: unknown;
}

/** By path prefix: how each API formats an error that is no `ErrorReply`. */
const writers: Record<string, (failure: Failure) => object> = {
  printify: ({ message }) => ({ error: message }),
  printful: ({ status, message }) => ({ code: status, result: message, error: { reason: 'BadRequest', message } }),
  v1: ({ status, message }) => ({
    error: { type: status >= 500 ? 'api_error' : 'invalid_request_error', message },
  }),
  sandbox: toProblem,
};

/** `renderPage` writes the error where a person reads it. */
export function createErrorHandler(renderPage: (status: number, message: string) => Markup): ErrorRequestHandler {
  // Express knows an error handler by its four parameters
  return (error: unknown, { path }, response, next) => {
    const status = statusOf(error);
    if (status >= 500 && !(error instanceof ErrorReply)) {
      const stack = error instanceof Error ? error.stack : undefined;
      process.stderr.write(`${stack ?? String(error)}\n`);
    }
    const [, prefix = ''] = path.split('/');
    const write = writers[prefix];
    const isOurs = status >= 500 || !(error instanceof Error);
    const message = isOurs ? 'The sandbox failed. Its log says why.' : error.message;
    if (response.headersSent) next(error);
    // on our own routes only its message is used
    else if (error instanceof ErrorReply && write && write !== toProblem) sendReply(response, error.content);
    else if (!write) sendReply(response, { status, body: renderPage(status, message) });
    else {
      if (write === toProblem) response.type('application/problem+json');
      sendReply(response, { status, body: write({ status, message, error }) });
    }
  };
}

/** Express's body parsers give their errors a status. */
function statusOf(error: unknown): number {
  if (error instanceof ErrorReply) return error.content.status;
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function toProblem({ status, message, error }: Failure): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    ...(error instanceof HttpError && error.fields && { errors: error.fields }),
  };
}
