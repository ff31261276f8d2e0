import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';

export interface Heard {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
}
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}
type Deed = (heard: Heard) => Reply;
/** What happens once in place of a usual answer: a reply, or something done to the connection. */
export type Mishap = Reply | ((heard: Heard, response: ServerResponse, usual: Deed) => void);

interface Planned {
  on: RegExp;
  mishap: Mishap;
}

/** A small real server: answers as `usual` does, but for the mishaps that are planned. */
export class StubServer {
  heard: Heard[] = [];
  #address = '';
  // A request given up on may still arrive: each test has a path of its own, so that none is taken for the next one's.
  #era = 0;
  #planned: Planned[] = [];
  #server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub');
    const path = this.pathInEra(pathname);
    if (path === null) return void response.writeHead(410).end();
    const { method = 'GET', headers } = request;
    void (request.headers['content-type'] ? json(request) : Promise.resolve(undefined)).then((body) =>
      this.answer({ method, path, query: searchParams, headers, body }, response),
    );
  });

  constructor(private readonly usual: Deed) {}

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#address = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.#address}/${this.#era}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The next request whose "METHOD path" matches meets this instead. */
  once(on: RegExp, mishap: Mishap): void {
    this.#planned.push({ on, mishap });
  }

  forget(): void {
    this.heard = [];
    this.#planned = [];
    this.#era++;
  }

  /** What was asked, as "METHOD path". */
  get asked(): string[] {
    return this.heard.map(({ method, path }) => `${method} ${path}`);
  }

  private pathInEra(pathname: string): string | null {
    const prefix = `/${this.#era}/`;
    return pathname.startsWith(prefix) ? pathname.slice(prefix.length - 1) : null;
  }

  private answer(heard: Heard, response: ServerResponse): void {
    this.heard.push(heard);
    const place = this.#planned.findIndex(({ on }) => on.test(`${heard.method} ${heard.path}`));
    const mishap = place === -1 ? undefined : this.#planned.splice(place, 1)[0]?.mishap;
    if (typeof mishap === 'function') mishap(heard, response, this.usual);
    else send(response, mishap ?? this.usual(heard));
  }
}

export function send(response: ServerResponse, { status = 200, headers, body }: Reply): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** Does what was asked, and cuts the connection before it answers. */
export const doesItButCutsTheAnswer: Mishap = (heard, response, usual) => {
  usual(heard);
  response.destroy();
};

export function useStub(usual: Deed): StubServer {
  const stub = new StubServer(usual);
  beforeAll(() => stub.start());
  beforeEach(() => stub.forget());
  afterAll(() => stub.stop());
  return stub;
}
