import { randomUUID } from 'node:crypto';
import { ErrorReply } from '../server/http.js';

const refused = (message: string, code: number, reason: string) =>
  new ErrorReply({ status: 400, body: { status: 'error', code, message, errors: { reason, code } } });

/** Printify's error answers, as its documents and its users show them. */
export const printifyErrors = {
  /** Each field with its sentences; the real API also puts JSON inside the JSON. */
  invalidFields: (fields: Record<string, string[]>) => refused('Validation failed.', 8103, JSON.stringify(fields)),
  rejected: (reason: string) => refused('Validation failed.', 8150, reason),
  notCancellable: () =>
    refused('Operation failed.', 8501, 'Order can be canceled only in the status on-hold or payment-not-received.'),
  alreadySent: () => refused('Operation failed.', 8502, 'Order is already sent to production.'),
  unauthenticated: () => new ErrorReply({ status: 401, body: { error: 'Unauthenticated.' } }),
  notFound: () =>
    new ErrorReply({ status: 404, body: { error: 'Not found', request_id: `${Date.now()}@${randomUUID()}` } }),
  rateLimited: (retryAfterSeconds: number, limit: number) => {
    const headers = {
      'Retry-After': String(retryAfterSeconds),
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': '0',
    };
    return new ErrorReply({ status: 429, body: { message: 'Too Many Attempts.' }, headers });
  },
  failed: () => new ErrorReply({ status: 500, body: { message: 'Server Error' } }),
};
