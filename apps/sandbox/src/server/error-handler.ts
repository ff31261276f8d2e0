import type { Problem } from '@daybook/contract';
import type { ErrorRequestHandler, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import { ErrorReply, HttpError, send } from './http.js';

interface Failure {
  status: number;
  message: string;
  error: unknown;
}
type WriteError = (response: Response, failure: Failure) => void;

/** How each group of routes, by the beginning of its paths, writes an error that has no form of its own yet. */
const writers: [prefix: string, write: WriteError][] = [
  ['/printify/', (response, { message }) => response.json({ error: message })],
  [
    '/printful/',
    (response, { status, message }) =>
      response.json({ code: status, result: message, error: { reason: 'BadRequest', message } }),
  ],
  [
    '/v1/',
    (response, { status, message }) =>
      response.json({ error: { type: status >= 500 ? 'api_error' : 'invalid_request_error', message } }),
  ],
  ['/sandbox/', (response, failure) => response.type('application/problem+json').json(toProblem(failure))],
];

/** Where an `ErrorReply` is sent as it is; elsewhere only its message is. */
const apiPrefixes = ['/printify/', '/printful/', '/v1/'];

/** `writePage` writes the error where a person reads it. */
export function createErrorHandler(writePage: WriteError): ErrorRequestHandler {
  // Express knows an error handler by its four parameters
  return (error: unknown, { path }, response, next) => {
    const status = statusOf(error);
    if (status >= 500 && !(error instanceof ErrorReply)) {
      const stack = error instanceof Error ? error.stack : undefined;
      process.stderr.write(`${stack ?? String(error)}\n`);
    }
    if (response.headersSent) next(error);
    else if (error instanceof ErrorReply && apiPrefixes.some((prefix) => path.startsWith(prefix))) {
      send(response, error.content);
    } else {
      const isOurs = status >= 500 || !(error instanceof Error);
      const message = isOurs ? 'The sandbox failed. Its log says why.' : error.message;
      const write = writers.find(([prefix]) => path.startsWith(prefix))?.[1] ?? writePage;
      write(response.status(status), { status, message, error });
    }
  };
}

/** Express's body parsers give their errors a status. */
function statusOf(error: unknown): number {
  if (error instanceof ErrorReply) return error.content.status;
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

const toProblem = ({ status, message, error }: Failure): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail: message,
  ...(error instanceof HttpError && error.fields && { errors: error.fields }),
});
