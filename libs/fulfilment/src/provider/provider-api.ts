import type { z } from 'zod';
import { ProviderError } from './provider-error.js';
import { isSuccess, parseResponse, type HttpRequest, type HttpResponse, type ProviderHttp } from './provider-http.js';
import type { CancellationResult, SubmissionLine } from './provider.js';
import type { Refusal } from './reasons.js';

export interface ProviderApiOptions {
  http: ProviderHttp;
  /** The settings without which the provider cannot be called; null when they are there. */
  missingSetting: string | null;
  /** Why a request was refused, which may be because of one of the `lines`. */
  parseRefusal: (response: HttpResponse, lines?: SubmissionLine[]) => Refusal<string>;
}

/** One account at a provider. Every method throws `ProviderError`. */
export class ProviderApi {
  constructor(private readonly options: ProviderApiOptions) {}

  get isConfigured(): boolean {
    return this.options.missingSetting === null;
  }

  /** The response, also one below 500 that refuses. */
  async request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { http, missingSetting } = this.options;
    if (missingSetting !== null) throw new ProviderError(`${missingSetting} is not set`);
    return http.request(request, signal);
  }

  /** The body of a successful response. */
  async requestOk(request: HttpRequest, signal: AbortSignal, lines: SubmissionLine[] = []): Promise<unknown> {
    const response = await this.request(request, signal);
    if (!isSuccess(response)) throw this.toError(response, lines);
    return response.body;
  }

  async get<T extends z.ZodType>(schema: T, path: string, signal: AbortSignal): Promise<z.output<T>> {
    return parseResponse(schema, await this.requestOk({ method: 'GET', path }, signal));
  }

  /** Null when the provider has no such thing (404). */
  async find<T extends z.ZodType>(schema: T, path: string, signal: AbortSignal): Promise<z.output<T> | null> {
    const response = await this.request({ method: 'GET', path }, signal);
    if (response.status === 404) return null;
    if (!isSuccess(response)) throw this.toError(response);
    return parseResponse(schema, response.body);
  }

  toError(response: HttpResponse, lines: SubmissionLine[] = []): ProviderError {
    const { reason, outOfStock } = this.options.parseRefusal(response, lines);
    return new ProviderError(reason, { outOfStock });
  }

  /** Sends `request`, which cancels an order. When it is refused, the order's status explains it best. */
  async cancelOrder(
    request: HttpRequest,
    { getStatus, tooLate }: { getStatus: () => Promise<string>; tooLate: Partial<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<CancellationResult> {
    const response = await this.request(request, signal);
    if (isSuccess(response)) return { outcome: 'cancelled' };
    if (response.status === 404) return { outcome: 'refused', reason: 'the order is not there' };
    const status = await getStatus();
    if (status === 'canceled') return { outcome: 'cancelled' };
    return { outcome: 'refused', reason: tooLate[status] ?? this.options.parseRefusal(response).reason };
  }
}

export const externalIdUsedUpError = (message: string): ProviderError =>
  new ProviderError(message, { externalIdUsedUp: true });

/** The error after an order with an outdated address had to be cancelled. */
export const staleAddressError = (cancellation: CancellationResult): ProviderError =>
  cancellation.outcome === 'cancelled'
    ? externalIdUsedUpError('it was there with another address, and is cancelled')
    : new ProviderError(`it is there with another address and cannot be cancelled: ${cancellation.reason}`);
