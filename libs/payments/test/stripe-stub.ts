import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';

interface Answer {
  status: number;
  body: unknown;
}
type Mishap = 'fails' | 'fails after making' | 'answers what is made with an idempotency error';

const failure: Answer = { status: 500, body: { error: { type: 'api_error', message: 'Something went wrong.' } } };
const away: Answer = { status: 503, body: { error: { type: 'api_error', message: 'Stripe is away.' } } };
const otherParameters: Answer = {
  status: 400,
  body: { error: { type: 'idempotency_error', message: 'Keys can only be used with the same parameters.' } },
};

/** A small real server that keeps its answers by idempotency key, failures too, as Stripe does for a day. */
export class StripeStub {
  refunds: Record<string, unknown>[] = [];
  sessions: Record<string, unknown>[] = [];
  /** The key of each call that would make something. */
  keys: string[] = [];
  /** What happens to the next keys that are new, one each. */
  mishaps: Mishap[] = [];
  isAway = false;
  #url = '';
  #answers = new Map<string, Answer>();
  #server = createServer((request, response) => {
    void text(request).then((body) => {
      const key = request.headers['idempotency-key'];
      const { method = '', url = '' } = request;
      send(response, this.answer(`${method} ${url.replace(/\?.*$/, '')}`, String(key), new URLSearchParams(body)));
    });
  });

  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  forget(): void {
    Object.assign(this, { refunds: [], sessions: [], keys: [], mishaps: [], isAway: false });
    this.#answers.clear();
  }

  private answer(asked: string, key: string, given: URLSearchParams): Answer {
    if (this.isAway) return away;
    if (asked === 'GET /v1/refunds')
      return { status: 200, body: { object: 'list', data: this.refunds, has_more: false } };
    this.keys.push(key);
    const kept = this.#answers.get(key);
    if (kept) return kept;
    const answer = this.make(asked, given, this.mishaps.shift());
    this.#answers.set(key, answer);
    return answer;
  }

  private make(asked: string, given: URLSearchParams, mishap: Mishap | undefined): Answer {
    if (mishap === 'fails') return failure;
    const body = asked === 'POST /v1/refunds' ? this.refund(given) : this.session();
    if (mishap === 'fails after making') return failure;
    return mishap ? otherParameters : { status: 200, body };
  }

  private refund(given: URLSearchParams) {
    const refund = {
      ...{ id: `re_${this.refunds.length + 1}`, object: 'refund', status: 'succeeded', created: 1_790_000_000 },
      ...{ amount: Number(given.get('amount')), payment_intent: given.get('payment_intent') },
      metadata: { daybook_refund: given.get('metadata[daybook_refund]') },
    };
    this.refunds.push(refund);
    return refund;
  }

  private session() {
    const id = `cs_${this.sessions.length + 1}`;
    const session = { id, object: 'checkout.session', url: `https://pay.example/${id}`, created: 1_790_000_000 };
    this.sessions.push(session);
    return session;
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** For a test file; forgets everything before each test. */
export function useStripeStub(): StripeStub {
  const stub = new StripeStub();
  beforeAll(() => stub.start());
  beforeEach(() => stub.forget());
  afterAll(() => stub.stop());
  return stub;
}
