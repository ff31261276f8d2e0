import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';

interface Reply {
  status: number;
  body: unknown;
}
type Fault = 'fails' | 'fails after creating' | 'creates it but answers with an idempotency error';

const serverError: Reply = { status: 500, body: { error: { type: 'api_error', message: 'Something went wrong.' } } };
const unavailable: Reply = { status: 503, body: { error: { type: 'api_error', message: 'Stripe is unavailable.' } } };
const idempotencyError: Reply = {
  status: 400,
  body: { error: { type: 'idempotency_error', message: 'Keys can only be used with the same parameters.' } },
};

/** A small HTTP server that remembers its replies by idempotency key, failures too, as Stripe does for a day. */
export class StripeStub {
  refunds: Record<string, unknown>[] = [];
  sessions: Record<string, unknown>[] = [];
  /** The idempotency key of each call that creates something. */
  keys: string[] = [];
  /** One for each of the next new keys. */
  faults: Fault[] = [];
  isDown = false;
  #url = '';
  #replies = new Map<string, Reply>();
  #server = createServer((request, response) => {
    void text(request).then((body) => {
      const key = request.headers['idempotency-key'];
      const { method = '', url = '' } = request;
      send(response, this.reply(`${method} ${url.replace(/\?.*$/, '')}`, String(key), new URLSearchParams(body)));
    });
  });

  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  reset(): void {
    Object.assign(this, { refunds: [], sessions: [], keys: [], faults: [], isDown: false });
    this.#replies.clear();
  }

  private reply(call: string, key: string, params: URLSearchParams): Reply {
    if (this.isDown) return unavailable;
    if (call === 'GET /v1/refunds')
      return { status: 200, body: { object: 'list', data: this.refunds, has_more: false } };
    this.keys.push(key);
    const remembered = this.#replies.get(key);
    if (remembered) return remembered;
    const reply = this.create(call, params, this.faults.shift());
    this.#replies.set(key, reply);
    return reply;
  }

  private create(call: string, params: URLSearchParams, fault: Fault | undefined): Reply {
    if (fault === 'fails') return serverError;
    const body = call === 'POST /v1/refunds' ? this.refund(params) : this.session();
    if (fault === 'fails after creating') return serverError;
    return fault ? idempotencyError : { status: 200, body };
  }

  private refund(params: URLSearchParams) {
    const refund = {
      ...{ id: `re_${this.refunds.length + 1}`, object: 'refund', status: 'succeeded', created: 1_790_000_000 },
      ...{ amount: Number(params.get('amount')), payment_intent: params.get('payment_intent') },
      metadata: { daybook_refund: params.get('metadata[daybook_refund]') },
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

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** For a test file; resets it before each test. */
export function useStripeStub(): StripeStub {
  const stub = new StripeStub();
  beforeAll(() => stub.start());
  beforeEach(() => stub.reset());
  afterAll(() => stub.stop());
  return stub;
}
