import type { ProviderProduct } from '@daybook/catalog';
import type { ProviderApi } from '../provider/provider-api.js';
import { ProviderError } from '../provider/provider-error.js';
import type { ProductPage } from '../provider/provider.js';
import { withRetry, type RetryPolicy } from '../provider/retry.js';
import {
  productList,
  productResponse,
  toIgnoredProduct,
  toProviderProduct,
  type SyncProduct,
} from './printful-product.js';

/** Every product needs a request for its variants: small pages show progress. */
const pageSize = 20;
const maxPages = 5_000;
/** Printful allows 120 requests a minute. A long sync uses at most 80, which leaves some for paid orders. */
const pauseSeconds = 0.75;
const requestsWithoutPause = 30;

/** The products of the store, page by page, with a request for the variants of each. */
export class PrintfulProducts {
  constructor(
    private readonly api: ProviderApi,
    private readonly retryPolicy: RetryPolicy,
  ) {}

  /** The cursor holds the page, counted from 0, and the requests for variants that the pages before it needed. */
  async listPage(cursor: string | null, signal: AbortSignal): Promise<ProductPage> {
    const [page = 0, earlierRequests = 0] = cursor?.split(':').map(Number) ?? [];
    if (page >= maxPages) throw new ProviderError('it has more products than can be read');
    const path = `/sync/products?offset=${page * pageSize}&limit=${pageSize}`;
    const list = await withRetry(() => this.api.get(productList, path, signal), signal, this.retryPolicy);
    const { result, paging } = list;
    let requests = earlierRequests;
    const products: ProviderProduct[] = [];
    for (const product of result) {
      if (product.is_ignored === true) products.push(toIgnoredProduct(product));
      else {
        requests += 1;
        if (requests > requestsWithoutPause) await this.retryPolicy.wait(pauseSeconds, signal);
        products.push(...(await this.findWithVariants(product, signal)));
      }
    }
    const next = result.length < pageSize ? null : `${page + 1}:${requests}`;
    return { total: paging?.total ?? null, products, next };
  }

  /** Empty when the product was deleted since it was listed. */
  private async findWithVariants({ id }: SyncProduct, signal: AbortSignal): Promise<ProviderProduct[]> {
    const path = `/sync/products/${encodeURIComponent(id)}`;
    const found = await withRetry(() => this.api.find(productResponse, path, signal), signal, this.retryPolicy);
    return found ? [toProviderProduct(found.sync_product, found.sync_variants)] : [];
  }
}
