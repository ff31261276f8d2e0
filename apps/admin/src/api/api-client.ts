import { HttpClient, HttpParams } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { Route, Routes } from '@daybook/contract';
import { firstValueFrom, fromEvent, takeUntil } from 'rxjs';
import { toApiError } from './api-error';

export type Query = Readonly<Record<string, string | number | undefined>>;

type Sends<R extends Route> = (Routes[R] extends { body: infer Body } ? { body: Body } : { body?: undefined }) &
  (R extends `${string}/:id${string}` ? { id: string } : { id?: undefined }) & { query?: Query; signal?: AbortSignal };
type Arguments<R extends Route> = Record<never, never> extends Sends<R> ? [Sends<R>?] : [Sends<R>];

const patienceMs = 20_000;

/** Asks the api by the contract's table of routes. Rejects with an `ApiError` that holds the sentence to show. */
@Injectable({ providedIn: 'root' })
export class ApiClient {
  readonly #http = inject(HttpClient);

  async send<R extends Route>(route: R, ...[sends]: Arguments<R>): Promise<Routes[R]['response']> {
    const [method = 'GET', path = ''] = route.split(' ');
    const url = path.replace(':id', encodeURIComponent(sends?.id ?? ''));
    const answer = this.#http.request<Routes[R]['response']>(method, url, {
      body: sends?.body,
      params: this.#params(sends?.query ?? {}),
      timeout: patienceMs,
    });
    try {
      const signal = sends?.signal;
      return await firstValueFrom(signal ? answer.pipe(takeUntil(fromEvent(signal, 'abort'))) : answer);
    } catch (failure) {
      throw toApiError(failure);
    }
  }

  #params(query: Query): HttpParams {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
    return new HttpParams({ fromObject: Object.fromEntries(given) as Record<string, string | number> });
  }
}
