import type { SubmissionLine } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import {
  isSuccess,
  ProviderHttp,
  type HttpResponse,
  type HttpRequest,
  type HttpLimits,
} from '../provider/provider-http.js';
import { reasonOf } from './printful-errors.js';

export interface PrintfulAccount {
  token: string | undefined;
  /** Only a token of the whole account needs it; one of a store knows its store. */
  storeId: string | undefined;
  apiUrl: string;
}

/** Printful's API (developers.printful.com): version 1 for orders, version 2 for shipments and webhooks. */
export class PrintfulApi {
  readonly #http: ProviderHttp;

  constructor(
    private readonly account: PrintfulAccount,
    limits: HttpLimits,
  ) {
    const { token, storeId, apiUrl } = account;
    const headers = {
      authorization: `Bearer ${token ?? ''}`,
      'user-agent': 'Daybook',
      ...(storeId ? { 'x-pf-store-id': storeId } : {}),
    };
    this.#http = new ProviderHttp(apiUrl, headers, limits);
  }

  get isConfigured(): boolean {
    return Boolean(this.account.token);
  }

  /** The answer, also one that says no. Throws `ProviderError`. */
  request(ask: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    if (!this.isConfigured) throw new ProviderError('PRINTFUL_TOKEN is not set');
    return this.#http.request(ask, signal);
  }

  /** The body of a good answer. Throws `ProviderError` with Printful's words, or ours about the `lines` they mean. */
  async requestOk(request: HttpRequest, signal: AbortSignal, lines: SubmissionLine[] = []): Promise<unknown> {
    const answer = await this.request(request, signal);
    if (isSuccess(answer)) return answer.body;
    throw new ProviderError(reasonOf(answer, lines));
  }
}
