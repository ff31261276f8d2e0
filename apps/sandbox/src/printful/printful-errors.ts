import { ServiceAnswer } from '../faults/service-answer.js';

/** What Printful answers when it says no: `{code, result, error: {reason, message}}`, in both versions of its API. */
export const printfulErrors = {
  refused: (message: string) => refusal(400, 'BadRequest', message),
  unauthorized: (message: string) => refusal(401, 'Unauthorized', message),
  notFound: () => refusal(404, 'NotFound', 'Not found'),
  conflict: (message: string) => refusal(409, 'Conflict', message),
  tooMany: (retryAfterSeconds: number, limit: number) =>
    refusal(
      429,
      'TooManyRequests',
      `You've recently sent too many requests. Please wait ${retryAfterSeconds} seconds before trying again.`,
      { 'Retry-After': String(retryAfterSeconds), 'X-Ratelimit-Limit': String(limit), 'X-Ratelimit-Remaining': '0' },
    ),
  broken: () => refusal(500, 'InternalServerError', 'Internal Server Error'),
};

function refusal(code: number, reason: string, message: string, headers: Record<string, string> = {}): ServiceAnswer {
  return new ServiceAnswer({ status: code, headers, body: { code, result: message, error: { reason, message } } });
}
