import { randomUUID } from 'node:crypto';
import { ServiceAnswer } from '../faults/service-answer.js';

/** What Printify answers when it says no: shapes as its documents and its users show them. */
export const printifyErrors = {
  /** A form that does not fit: JSON inside the JSON, each field with its sentences. */
  invalidFields: (fields: Record<string, string[]>) => validationFailed(8103, JSON.stringify(fields)),
  /** What cannot be made: the reason as it is. */
  refused: (reason: string) => validationFailed(8150, reason),
  cannotCancel: () =>
    operationFailed(8501, 'Order can be canceled only in the status on-hold or payment-not-received.'),
  cannotSend: () => operationFailed(8502, 'Order is already sent to production.'),
  unauthenticated: () => new ServiceAnswer({ status: 401, body: { error: 'Unauthenticated.' } }),
  notFound: () =>
    new ServiceAnswer({ status: 404, body: { error: 'Not found', request_id: `${Date.now()}@${randomUUID()}` } }),
  tooMany: (retryAfterSeconds: number, limit: number) =>
    new ServiceAnswer({
      status: 429,
      body: { message: 'Too Many Attempts.' },
      headers: {
        'Retry-After': String(retryAfterSeconds),
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': '0',
      },
    }),
  broken: () => new ServiceAnswer({ status: 500, body: { message: 'Server Error' } }),
};

const failed = (message: string) => (code: number, reason: string) =>
  new ServiceAnswer({ status: 400, body: { status: 'error', code, message, errors: { reason, code } } });
const validationFailed = failed('Validation failed.');
const operationFailed = failed('Operation failed.');
