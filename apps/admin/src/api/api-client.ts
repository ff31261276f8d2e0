import { Injectable } from '@angular/core';
import type { Route, Routes } from '@daybook/contract';
import type { MailKind, Provider } from '@daybook/contract/vocabulary';
import { Subject } from 'rxjs';
import { noAnswer, refusalOf } from './api-error';

export type Query = Readonly<Record<string, string | number | undefined>>;

type Sends<R extends Route> = (Routes[R] extends { body: infer Body } ? { body: Body } : { body?: undefined }) &
  (R extends `${string}/:id${string}` ? { id: string } : { id?: undefined }) &
  (R extends `${string}/:kind${string}` ? { kind: MailKind } : { kind?: undefined }) &
  (R extends `${string}/:provider${string}` ? { provider: Provider } : { provider?: undefined }) & {
    query?: Query;
    signal?: AbortSignal;
    /** How long an answer may take; 20 s unless told. */
    patienceMs?: number;
  };
type Arguments<R extends Route> = Record<never, never> extends Sends<R> ? [Sends<R>?] : [Sends<R>];

interface Given {
  body?: unknown;
  id?: string;
  kind?: string;
  provider?: string;
  query?: Query;
  signal?: AbortSignal;
  patienceMs?: number;
}

const usualPatienceMs = 20_000;

/**
 * Asks the api by the contract's table of routes. Rejects with an `ApiError` that holds the sentence to show. Plain
 * `fetch`: Angular's client would be a tenth of the code that loads first, and nothing here needs more.
 */
@Injectable({ providedIn: 'root' })
export class ApiClient {
  readonly #sessionLost = new Subject<void>();

  /** A route other than the session's own was refused for want of a session. */
  whenSessionLost(listener: () => void): void {
    this.#sessionLost.subscribe(listener);
  }

  async send<R extends Route>(route: R, ...[sends]: Arguments<R>): Promise<Routes[R]['response']> {
    const [method = 'GET', path = ''] = route.split(' ');
    const { id = '', kind = '', provider = '', query, body, signal, patienceMs = usualPatienceMs }: Given = sends ?? {};
    const address = Object.entries({ id, kind, provider }).reduce(
      (place, [name, value]) => place.replace(`:${name}`, encodeURIComponent(value)),
      path,
    );
    const { status, text } = await answerTo(address + search(query), {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]),
    });
    if (status >= 200 && status < 300) return parsed(text) as Routes[R]['response'];
    if (status === 401 && path !== '/api/session') this.#sessionLost.next();
    throw refusalOf(status, text);
  }
}

async function answerTo(address: string, request: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(address, request);
    return { status: response.status, text: await response.text() };
  } catch {
    throw noAnswer();
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // Something between here and the api answered in its place.
    throw noAnswer();
  }
}

function search(query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
