import type { z } from 'zod';
import { StripeApiError } from './stripe-api-error.js';

type Issue = z.core.$ZodIssue;

/** Reads form fields by a schema; what does not fit is refused with the words, code and `param` Stripe uses. */
export function parseParams<T extends z.ZodType>(schema: T, fields: unknown): z.output<T> {
  const result = schema.safeParse(fields ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue ? refusalFor(deepest(issue), fields) : new StripeApiError({ message: 'The request is not valid.' });
}

/** A value that may be two things (a number, or its digits) is judged as the first of them. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors[0]?.[0];
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue;
}

function refusalFor(issue: Issue, fields: unknown): StripeApiError {
  if (issue.code === 'unrecognized_keys') {
    const param = bracketed([...issue.path, issue.keys[0] ?? '']);
    return new StripeApiError({ code: 'parameter_unknown', message: `Received unknown parameter: ${param}`, param });
  }
  const param = bracketed(issue.path);
  const given = valueAt(fields, issue.path);
  if (given === undefined || given === '') {
    return new StripeApiError({ code: 'parameter_missing', message: `Missing required param: ${param}.`, param });
  }
  if (issue.message === 'integer') {
    return new StripeApiError({
      code: 'parameter_invalid_integer',
      message: `Invalid integer: ${shown(given)}`,
      param,
    });
  }
  if (issue.message === 'currency') {
    return new StripeApiError({ message: `Invalid currency: ${shown(given)}`, param });
  }
  return new StripeApiError({ message: `Invalid ${param}: ${shown(given)}. ${issue.message}`, param });
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200);

const bracketed = ([first = '', ...rest]: readonly PropertyKey[]) =>
  String(first) + rest.map((key) => `[${String(key)}]`).join('');

function valueAt(fields: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    fields,
  );
}
