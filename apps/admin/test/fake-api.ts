import type { Session } from '@daybook/contract';

export interface FakeRequest {
  route: string;
  query: URLSearchParams;
  body: unknown;
}
interface Answer {
  status?: number;
  body: unknown;
}

export const aSession: Session = {
  user: { id: '00000000-0000-4000-8000-000000000001', name: 'Ada', email: 'ada@example.com' },
  shop: { name: 'Demo', locale: 'en-GB', timeZone: 'Europe/London', currency: 'GBP' },
};

/** Stands where `fetch` does. Answers can be held back, to be let go in another order. */
export class FakeApi {
  readonly requests: FakeRequest[] = [];
  readonly #answers = new Map<string, (request: FakeRequest) => Answer | Promise<Answer>>();

  constructor() {
    this.answer('GET /api/session', aSession);
    globalThis.fetch = (input, init) => this.#fetch(typeof input === 'string' ? input : '', init ?? {});
  }

  answer(route: string, body: unknown, status = 200): void {
    this.#answers.set(route, () => ({ body, status }));
  }

  answerBy(route: string, answer: (request: FakeRequest) => Answer | Promise<Answer>): void {
    this.#answers.set(route, answer);
  }

  refuse(route: string, status: number, detail: string): void {
    this.answer(route, { type: 'about:blank', title: '', status, detail }, status);
  }

  /** The next answers to this route wait until they are let go. */
  hold(route: string, body: () => unknown): { letGo: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.answerBy(route, async () => {
      await promise;
      return { body: body() };
    });
    return { letGo: resolve };
  }

  routes(): string[] {
    return this.requests.map(({ route }) => route);
  }

  async #fetch(input: string, init: RequestInit): Promise<Response> {
    const url = new URL(input, 'http://daybook.test');
    const request = {
      route: `${init.method ?? 'GET'} ${url.pathname}`,
      query: url.searchParams,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : null,
    };
    this.requests.push(request);
    const answer = this.#answers.get(request.route);
    if (!answer) throw new TypeError(`No answer is set for ${request.route}`);
    const { status = 200, body } = await answer(request);
    init.signal?.throwIfAborted();
    const text = body === undefined ? '' : JSON.stringify(body);
    return { status, ok: status < 400, text: () => Promise.resolve(text) } as Response;
  }
}
