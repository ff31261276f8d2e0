import { ErrorReply } from '../server/http.js';

const refused = (code: number, reason: string, message: string, headers?: Record<string, string>) =>
  new ErrorReply({ status: code, headers, body: { code, result: message, error: { reason, message } } });

/** Printful's error answers, the same in both versions of its API. */
export const printfulErrors = {
  rejected: (message: string) => refused(400, 'BadRequest', message),
  unauthorized: (message: string) => refused(401, 'Unauthorized', message),
  notFound: () => refused(404, 'NotFound', 'Not found'),
  rateLimited: (retryAfterSeconds: number, limit: number) => {
    const message = `You've recently sent too many requests. Please wait ${retryAfterSeconds} seconds before trying again.`;
    return refused(429, 'TooManyRequests', message, {
      'Retry-After': String(retryAfterSeconds),
      'X-Ratelimit-Limit': String(limit),
      'X-Ratelimit-Remaining': '0',
    });
  },
  failed: () => refused(500, 'InternalServerError', 'Internal Server Error'),
};
