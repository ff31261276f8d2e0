import type { SubmissionLine } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import {
  isSuccess,
  ProviderHttp,
  type HttpResponse,
  type HttpRequest,
  type HttpLimits,
} from '../provider/provider-http.js';
import { reasonOf } from './printify-errors.js';

export interface PrintifyAccount {
  token: string | undefined;
  shopId: string | undefined;
  /** The first is registered; the others are still accepted. Without one a secret is made up. */
  webhookSecrets: string[];
  /** The shop's, in which Printify counts prices without naming it. */
  currency: string;
  apiUrl: string;
}

/** One shop of Printify's API, in version 1 (developers.printify.com). Paths begin below the shop. */
export class PrintifyApi {
  readonly #http: ProviderHttp;

  constructor(
    private readonly account: PrintifyAccount,
    limits: HttpLimits,
  ) {
    const headers = { authorization: `Bearer ${account.token ?? ''}`, 'user-agent': 'Daybook' };
    this.#http = new ProviderHttp(account.apiUrl, headers, limits);
  }

  get isConfigured(): boolean {
    return Boolean(this.account.token && this.account.shopId);
  }

  /** The answer, also one that says no. Throws `ProviderError`. */
  request({ method, path, body }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { shopId } = this.account;
    if (!this.isConfigured || !shopId) throw new ProviderError('PRINTIFY_TOKEN or PRINTIFY_SHOP_ID is not set');
    return this.#http.request({ method, path: `/v1/shops/${encodeURIComponent(shopId)}${path}`, body }, signal);
  }

  /** The body of a good answer. Throws `ProviderError` with Printify's words, or ours about the `lines` they mean. */
  async requestOk(request: HttpRequest, signal: AbortSignal, lines: SubmissionLine[] = []): Promise<unknown> {
    const answer = await this.request(request, signal);
    if (isSuccess(answer)) return answer.body;
    throw new ProviderError(reasonOf(answer, lines));
  }
}
