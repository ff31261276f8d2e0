import { Injectable } from '@angular/core';
import type { RouteKey, Routes } from '@daybook/contract';
import type { MailKind, Provider } from '@daybook/contract/vocabulary';
import { Subject } from 'rxjs';
import { unreachableError, errorFromResponse } from './api-error';

export type Query = Readonly<Record<string, string | number | undefined>>;

type RequestOptions<R extends RouteKey> = (Routes[R] extends { body: infer Body }
  ? { body: Body }
  : { body?: undefined }) &
  (R extends `${string}/:id${string}` ? { id: string } : { id?: undefined }) &
  (R extends `${string}/:cause${string}` ? { cause: string } : { cause?: undefined }) &
  (R extends `${string}/:kind${string}` ? { kind: MailKind } : { kind?: undefined }) &
  (R extends `${string}/:entryId${string}` ? { entryId: string } : { entryId?: undefined }) &
  (R extends `${string}/:provider${string}` ? { provider: Provider } : { provider?: undefined }) & {
    query?: Query;
    signal?: AbortSignal;
    /** 20 s by default. */
    timeoutMs?: number;
  };
type Arguments<R extends RouteKey> =
  Record<never, never> extends RequestOptions<R> ? [RequestOptions<R>?] : [RequestOptions<R>];

interface AnyOptions {
  body?: unknown;
  id?: string;
  entryId?: string;
  cause?: string;
  kind?: string;
  provider?: string;
  query?: Query;
  signal?: AbortSignal;
  timeoutMs?: number;
}

const defaultTimeoutMs = 20_000;

/**
 * Calls the api by the contract's route table. Rejects with an `ApiError` whose `detail` can be shown. Uses plain `fetch`
 * because Angular's HttpClient would add a tenth to the first load.
 */
@Injectable({ providedIn: 'root' })
export class ApiClient {
  readonly #sessionLost = new Subject<void>();

  /** Called when any route but the session's own answers 401. */
  onSessionLost(listener: () => void): void {
    this.#sessionLost.subscribe(listener);
  }

  async send<R extends RouteKey>(route: R, ...[options]: Arguments<R>): Promise<Routes[R]['response']> {
    const [method = 'GET', path = ''] = route.split(' ');
    const {
      id = '',
      entryId = '',
      cause = '',
      kind = '',
      provider = '',
      query,
      body,
      signal,
      timeoutMs = defaultTimeoutMs,
    }: AnyOptions = options ?? {};
    const url = Object.entries({ id, entryId, kind, provider, cause }).reduce(
      (url, [name, value]) => url.replace(`:${name}`, encodeURIComponent(value)),
      path,
    );
    const { status, text } = await fetchText(url + toSearchString(query), {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    });
    if (status >= 200 && status < 300) return parseJson(text) as Routes[R]['response'];
    if (status === 401 && path !== '/api/session') this.#sessionLost.next();
    throw errorFromResponse(status, text);
  }
}

async function fetchText(url: string, request: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, request);
    return { status: response.status, text: await response.text() };
  } catch {
    throw unreachableError();
  }
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // A proxy answered in the api's place.
    throw unreachableError();
  }
}

function toSearchString(query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
