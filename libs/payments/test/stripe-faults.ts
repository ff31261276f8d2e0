import type { Fault, RecordedRequest, RecordingProxy } from '../../../test/support/recording-proxy.js';

const keyOf = ({ headers }: RecordedRequest) => headers['idempotency-key'];

/** The idempotency keys so far, each once. */
export const keysAt = (stripe: RecordingProxy): string[] => [
  ...new Set(stripe.requests.flatMap((request) => keyOf(request) ?? []).map(String)),
];

/** Plans a fault for the next new idempotency key. Like Stripe for a day, it is repeated whenever that key comes again. */
export function failNextKey(stripe: RecordingProxy, fault: Fault): void {
  let failing: ReturnType<typeof keyOf>;
  stripe.always((request) => {
    failing ??= keyOf(request);
    return failing !== undefined && keyOf(request) === failing;
  }, fault);
}

const apiError = (status: number, message: string) => ({ status, body: { error: { type: 'api_error', message } } });
const idempotencyError = {
  status: 400,
  body: { error: { type: 'idempotency_error', message: 'Keys can only be used with the same parameters.' } },
};

export const unavailable = apiError(503, 'Stripe is unavailable.');

/** What Stripe may do to a call that creates something. */
export const stripeFaults = {
  fails: apiError(500, 'Something went wrong.'),
  'fails after creating': async (_request, _response, forward) => {
    await forward();
    return apiError(500, 'Something went wrong.');
  },
  'creates it but answers with an idempotency error': async (_request, _response, forward) => {
    await forward();
    return idempotencyError;
  },
} satisfies Record<string, Fault>;
