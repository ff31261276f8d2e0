import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';

export interface StubRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
}
export interface StubResponse {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}
type Handler = (request: StubRequest) => StubResponse;
/** Happens once in place of a usual response: another response, or something done to the connection. */
export type Fault = StubResponse | ((request: StubRequest, response: ServerResponse, handle: Handler) => void);

/** A small real HTTP server that responds with `handle`, except where a fault is planned. */
export class StubServer {
  requests: StubRequest[] = [];
  #address = '';
  // an aborted request may still arrive: a path of its own keeps each test from counting those of the one before
  #generation = 0;
  #planned: { pattern: RegExp; fault: Fault }[] = [];
  #server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub');
    const path = this.pathInGeneration(pathname);
    if (path === null) return void response.writeHead(410).end();
    const { method = 'GET', headers } = request;
    void (request.headers['content-type'] ? json(request) : Promise.resolve(undefined)).then((body) =>
      this.respond({ method, path, query: searchParams, headers, body }, response),
    );
  });

  constructor(private readonly handle: Handler) {}

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#address = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.#address}/${this.#generation}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Plans a fault for the next request whose "METHOD path" matches. */
  once(pattern: RegExp, fault: Fault): void {
    this.#planned.push({ pattern, fault });
  }

  reset(): void {
    this.requests = [];
    this.#planned = [];
    this.#generation++;
  }

  /** The requests so far, as "METHOD path". */
  get requestLines(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  private pathInGeneration(pathname: string): string | null {
    const prefix = `/${this.#generation}/`;
    return pathname.startsWith(prefix) ? pathname.slice(prefix.length - 1) : null;
  }

  private respond(request: StubRequest, response: ServerResponse): void {
    this.requests.push(request);
    const index = this.#planned.findIndex(({ pattern }) => pattern.test(`${request.method} ${request.path}`));
    const fault = index === -1 ? undefined : this.#planned.splice(index, 1)[0]?.fault;
    if (typeof fault === 'function') fault(request, response, this.handle);
    else send(response, fault ?? this.handle(request));
  }
}

export function send(response: ServerResponse, { status = 200, headers, body }: StubResponse): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** Processes the request, then cuts the connection before the response. */
export const cutConnectionAfterProcessing: Fault = (request, response, handle) => {
  handle(request);
  response.destroy();
};

export function useStubServer(handle: Handler): StubServer {
  const server = new StubServer(handle);
  beforeAll(() => server.start());
  beforeEach(() => server.reset());
  afterAll(() => server.stop());
  return server;
}
