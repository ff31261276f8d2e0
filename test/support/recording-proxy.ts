import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';

export interface RecordedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Parsed when it is JSON; otherwise its text. */
  body: unknown;
}
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}
/** Passes the request on and returns the real answer. */
type Forward = () => Promise<Answer>;
/** Happens in place of the usual answer: another answer, or something done to the connection. */
export type Fault = Answer | Exchange;
type Exchange = (
  request: RecordedRequest,
  response: ServerResponse,
  forward: Forward,
) => Answer | void | Promise<Answer | void>;
type Matcher = RegExp | ((request: RecordedRequest) => boolean);

interface Plan {
  matches: (request: RecordedRequest) => boolean;
  fault: Fault;
  isOnce: boolean;
}

/** The client or the server ended the connection. */
class ConnectionLostError extends Error {}

/** Passes requests on to the server at `target`, if any, records them, and lets a test plan faults. */
export class RecordingProxy {
  requests: RecordedRequest[] = [];
  /** What planned functions threw; the client only notices a cut connection. */
  errors: unknown[] = [];
  #origin = '';
  // an aborted request may still arrive: a path of its own keeps each test from counting those of the one before
  #generation = 0;
  #plans: Plan[] = [];
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  /** `onExchange` gets each request, and each answer except those that a test plans without a function. */
  constructor(
    private readonly target: (() => string) | null = null,
    private readonly onExchange?: (request: RecordedRequest, answer: Answer | null) => Promise<void>,
  ) {}

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Until the next `reset`. */
  get url(): string {
    return `${this.#origin}/${this.#generation}`;
  }

  /** For clients that take an address without a path, or keep it for longer than a test. */
  get origin(): string {
    return this.#origin;
  }

  reset(): void {
    this.requests = [];
    this.errors = [];
    this.#plans = [];
    this.#generation++;
  }

  /** The requests so far, as "METHOD path". */
  get requestLines(): string[] {
    return this.requests.map(toLine);
  }

  /** Plans a fault for the next request that matches, by default by its "METHOD path". */
  once(matcher: Matcher, fault: Fault): void {
    this.#plan(matcher, fault, true);
  }

  /** Plans a fault for every request that matches, until the result is called. */
  always(matcher: Matcher, fault: Fault): () => void {
    const plan = this.#plan(matcher, fault, false);
    return () => (this.#plans = this.#plans.filter((one) => one !== plan));
  }

  #plan(matcher: Matcher, fault: Fault, isOnce: boolean): Plan {
    const matches = matcher instanceof RegExp ? (request: RecordedRequest) => matcher.test(toLine(request)) : matcher;
    const plan = { matches, fault, isOnce };
    this.#plans.push(plan);
    return plan;
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://proxy');
    const path = this.#withoutGeneration(url.pathname);
    if (path === null) return void response.writeHead(410).end();
    const { method = 'GET', headers } = incoming;
    try {
      const bytes = await connected(buffer(incoming));
      const request = {
        method,
        path,
        query: url.searchParams,
        headers,
        body: parseBody(bytes.toString(), headers['content-type']),
      };
      this.requests.push(request);
      await this.onExchange?.(request, null);
      const answer = await this.#answer(request, response, () => this.#forward(request, bytes, response));
      if (answer) send(response, answer);
    } catch (error) {
      if (!(error instanceof ConnectionLostError)) this.errors.push(error);
      response.destroy();
    }
  }

  async #answer(request: RecordedRequest, response: ServerResponse, forward: Forward): Promise<Answer | void> {
    const plan = this.#plans.find(({ matches }) => matches(request));
    if (plan?.isOnce) this.#plans = this.#plans.filter((one) => one !== plan);
    if (!plan) return forward();
    if (typeof plan.fault !== 'function') return plan.fault;
    const answer = await plan.fault(request, response, forward);
    if (answer) await this.onExchange?.(request, answer);
    return answer;
  }

  async #forward(request: RecordedRequest, bytes: Buffer, response: ServerResponse): Promise<Answer> {
    if (!this.target) return { status: 404 };
    const { method, path, query } = request;
    const hangUp = new AbortController();
    response.once('close', () => hangUp.abort());
    const sent = fetch(`${this.target()}${path}${query.size > 0 ? `?${query.toString()}` : ''}`, {
      method,
      headers: endToEnd(Object.entries(request.headers)),
      ...(bytes.length > 0 && { body: new Uint8Array(bytes) }),
      redirect: 'manual',
      signal: hangUp.signal,
    });
    const answered = await connected(sent);
    const text = await connected(answered.text());
    const headers = endToEnd([...answered.headers]);
    const answer = { status: answered.status, headers, body: parseBody(text, headers['content-type']) };
    await this.onExchange?.(request, answer);
    return answer;
  }

  #withoutGeneration(pathname: string): string | null {
    const [, generation, path = '/'] = /^\/(\d+)(\/.*)?$/.exec(pathname) ?? [];
    if (generation === undefined) return pathname;
    return Number(generation) === this.#generation ? path : null;
  }
}

const connected = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw new ConnectionLostError('The connection was lost.', { cause });
  });

const toLine = ({ method, path }: RecordedRequest) => `${method} ${path}`;

function parseBody(text: string, contentType = ''): unknown {
  if (text === '') return undefined;
  return contentType.includes('json') ? (JSON.parse(text) as unknown) : text;
}

/** Those of one connection, or of one encoding of the body, are not passed on. */
const ofTheConnection =
  /^(host|connection|keep-alive|expect|transfer-encoding|content-(length|encoding)|accept-encoding)$/;

const endToEnd = (headers: [name: string, value: string | string[] | undefined][]): Record<string, string> =>
  Object.fromEntries(
    headers.flatMap(([name, value]) => (ofTheConnection.test(name) ? [] : [[name, String(value)] as const])),
  );

export function send(response: ServerResponse, { status = 200, headers, body }: Answer): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** The request succeeds, but its response is lost. */
export const cutConnectionAfterProcessing: Fault = async (_request, response, forward) => {
  await forward();
  response.destroy();
};

/** The real answer with a changed body. */
export const withBody =
  (change: (body: never) => unknown): Exchange =>
  async (_request, _response, forward) => {
    const answer = await forward();
    return { ...answer, body: change(answer.body as never) };
  };

/** For a test file whose server answers only what is planned. */
export function useRecordingProxy(): RecordingProxy {
  const proxy = new RecordingProxy();
  beforeAll(() => proxy.start());
  beforeEach(() => proxy.reset());
  afterAll(() => proxy.stop());
  return proxy;
}
