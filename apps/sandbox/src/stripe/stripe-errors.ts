import type { z } from 'zod';
import type { ServiceErrors } from '../faults/with-auth-and-faults.js';
import { ErrorReply } from '../server/http.js';

interface StripeErrorContent {
  status?: number;
  type?: 'invalid_request_error' | 'idempotency_error' | 'api_error';
  message: string;
  code?: string;
  param?: string;
  headers?: Record<string, string>;
}

export class StripeError extends ErrorReply {
  constructor({ status = 400, headers, type = 'invalid_request_error', ...error }: StripeErrorContent) {
    super({ status, headers, body: { error: { type, ...error } } }, error.message);
  }

  static notFound(object: string, id: string, param: string): StripeError {
    return new StripeError({ status: 404, code: 'resource_missing', message: `No such ${object}: '${id}'`, param });
  }
}

/** Stripe's answers to a call that is hit by a fault. */
export const stripeErrors: ServiceErrors = {
  rejected: (message) => new StripeError({ message }),
  rateLimited: (retryAfterSeconds) =>
    new StripeError({
      status: 429,
      message: 'Request rate limit exceeded.',
      headers: { 'Retry-After': String(retryAfterSeconds), 'Stripe-Should-Retry': 'false' },
    }),
  failed: () => new StripeError({ status: 500, type: 'api_error', message: 'An unknown error occurred.' }),
};

/** Parses parameters. Throws Stripe's error for the first invalid one. */
export function parseParams<T extends z.ZodType>(schema: T, params: unknown): z.output<T> {
  const result = schema.safeParse(params ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue
    ? toStripeError(innermostIssue(issue), params)
    : new StripeError({ message: 'The request is not valid.' });
}

/** For a union of number and numeric text, the issue of its first member. */
function innermostIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  const inner = issue.code === 'invalid_union' ? issue.errors[0]?.[0] : undefined;
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue;
}

function toStripeError(issue: z.core.$ZodIssue, params: unknown): StripeError {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const [first = '', ...rest] = path;
  const param = String(first) + rest.map((key) => `[${String(key)}]`).join('');
  if (issue.code === 'unrecognized_keys') {
    return new StripeError({ code: 'parameter_unknown', message: `Received unknown parameter: ${param}`, param });
  }
  const given = path.reduce<unknown>(
    (value, key) => (value instanceof Object ? Reflect.get(value, key) : undefined),
    params,
  );
  if (given === undefined || given === '') {
    return new StripeError({ code: 'parameter_missing', message: `Missing required param: ${param}.`, param });
  }
  const shown = (typeof given === 'string' ? given : JSON.stringify(given)).slice(0, 200);
  switch (issue.message) {
    case 'integer':
      return new StripeError({ code: 'parameter_invalid_integer', message: `Invalid integer: ${shown}`, param });
    case 'currency':
      return new StripeError({ message: `Invalid currency: ${shown}`, param });
    default:
      return new StripeError({ message: `Invalid ${param}: ${shown}. ${issue.message}`, param });
  }
}
