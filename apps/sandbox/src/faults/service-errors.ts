import { printfulErrors } from '../printful/printful-errors.js';
import { printifyErrors } from '../printify/printify-errors.js';
import type { FaultyService } from './fault-request.js';
import { ServiceAnswer } from './service-answer.js';

interface Errors {
  refused: (reason: string) => ServiceAnswer;
  tooMany: (retryAfterSeconds: number) => ServiceAnswer;
  broken: () => ServiceAnswer;
}

const stripeError = (status: number, type: string, message: string, headers: Record<string, string> = {}) =>
  new ServiceAnswer({ status, headers, body: { error: { type, message } } });

/** How each service says that it will not, that it has enough, and that it is broken. */
export const serviceErrors: Record<FaultyService, Errors> = {
  printify: { ...printifyErrors, tooMany: (seconds) => printifyErrors.tooMany(seconds, 600) },
  printful: { ...printfulErrors, tooMany: (seconds) => printfulErrors.tooMany(seconds, 120) },
  stripe: {
    refused: (reason) => stripeError(400, 'invalid_request_error', reason),
    tooMany: (seconds) =>
      stripeError(429, 'invalid_request_error', 'Request rate limit exceeded.', {
        'Retry-After': String(seconds),
        'Stripe-Should-Retry': 'false',
      }),
    broken: () => stripeError(500, 'api_error', 'An unknown error occurred.'),
  },
};
