import { withRetry, type RetryPolicy } from '../provider/retry.js';
import { ProviderError } from '../provider/provider-error.js';
import { isSuccess, parseResponse, type HttpResponse } from '../provider/provider-http.js';
import type { ProviderProduct, ProductPage } from '../provider/provider.js';
import type { PrintfulApi } from './printful-api.js';
import { ignoredAs, offeredAs, productAnswer, productList, type SyncProduct } from './printful-product.js';
import { reasonOf } from './printful-errors.js';

const pageSize = 100;
const maxPages = 1_000;
/** Each needs a call of its own for its variants: handed on in small parts, so that it can be seen to go on. */
const atATime = 20;
/** Of Printful's 120 calls a minute paid orders need some: a long reading takes at most 80. A short one need not wait. */
const secondsApart = 0.75;
const atOnce = 30;

/** The products of the store, page by page; the variants of each have to be asked for. */
export class PrintfulProducts {
  constructor(
    private readonly api: PrintfulApi,
    private readonly patience: RetryPolicy,
  ) {}

  async *pages(signal: AbortSignal): AsyncGenerator<ProductPage> {
    const pace = new Pace(this.patience);
    for (let page = 0; page < maxPages; page++) {
      const path = `/sync/products?offset=${page * pageSize}&limit=${pageSize}`;
      const { result, paging } = parseResponse(productList, (await this.ask(path, signal)).body);
      const total = paging?.total ?? null;
      for (let at = 0; at < result.length; at += atATime) {
        yield { total, products: await this.offered(result.slice(at, at + atATime), pace, signal) };
      }
      if (result.length === 0 && page === 0) yield { total, products: [] };
      if (result.length < pageSize) return;
    }
    throw new ProviderError('it has more products than can be read');
  }

  private async offered(listed: SyncProduct[], pace: Pace, signal: AbortSignal): Promise<ProviderProduct[]> {
    const products: ProviderProduct[] = [];
    for (const product of listed) {
      if (product.is_ignored === true) {
        products.push(ignoredAs(product));
        continue;
      }
      await pace.keep(signal);
      const offered = await this.read(product.id, signal);
      if (offered) products.push(offered);
    }
    return products;
  }

  /** Null when it was taken away meanwhile. */
  private async read(id: string, signal: AbortSignal): Promise<ProviderProduct | null> {
    const answer = await this.ask(`/sync/products/${encodeURIComponent(id)}`, signal, [404]);
    if (!isSuccess(answer)) return null;
    const { sync_product, sync_variants } = parseResponse(productAnswer, answer.body);
    return offeredAs(sync_product, sync_variants);
  }

  private async ask(path: string, signal: AbortSignal, bears: number[] = []): Promise<HttpResponse> {
    const answer = await withRetry(() => this.api.request({ method: 'GET', path }, signal), signal, this.patience);
    if (isSuccess(answer) || bears.includes(answer.status)) return answer;
    throw new ProviderError(reasonOf(answer));
  }
}

/** Keeps the questions of one reading apart. */
class Pace {
  #asked = 0;

  constructor(private readonly patience: RetryPolicy) {}

  async keep(signal: AbortSignal): Promise<void> {
    this.#asked += 1;
    if (this.#asked > atOnce) await this.patience.wait(secondsApart, signal);
  }
}
