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

const pageSize = 100;
const maxPages = 1_000;
/** Every product needs a request for its variants: small batches show progress. */
const batchSize = 20;
/** Printful allows 120 requests a minute. A long sync uses at most 80, which leaves some for paid orders. */
const pauseSeconds = 0.75;
const requestsWithoutPause = 30;

/** The products of the store, page by page, with a request for the variants of each. */
export class PrintfulProducts {
  constructor(
    private readonly api: ProviderApi,
    private readonly retryPolicy: RetryPolicy,
  ) {}

  async *listPages(signal: AbortSignal): AsyncGenerator<ProductPage> {
    let requests = 0;
    const pace = async () => {
      requests += 1;
      if (requests > requestsWithoutPause) await this.retryPolicy.wait(pauseSeconds, signal);
    };
    for (let page = 0; page < maxPages; page++) {
      const path = `/sync/products?offset=${page * pageSize}&limit=${pageSize}`;
      const list = await withRetry(() => this.api.get(productList, path, signal), signal, this.retryPolicy);
      const { result, paging } = list;
      const total = paging?.total ?? null;
      for (let start = 0; start < result.length; start += batchSize) {
        const products: ProviderProduct[] = [];
        for (const product of result.slice(start, start + batchSize)) {
          if (product.is_ignored === true) products.push(toIgnoredProduct(product));
          else {
            await pace();
            products.push(...(await this.findWithVariants(product, signal)));
          }
        }
        yield { total, products };
      }
      if (result.length === 0 && page === 0) yield { total, products: [] };
      if (result.length < pageSize) return;
    }
    throw new ProviderError('it has more products than can be read');
  }

  /** Empty when the product was deleted since it was listed. */
  private async findWithVariants({ id }: SyncProduct, signal: AbortSignal): Promise<ProviderProduct[]> {
    const path = `/sync/products/${encodeURIComponent(id)}`;
    const found = await withRetry(() => this.api.find(productResponse, path, signal), signal, this.retryPolicy);
    return found ? [toProviderProduct(found.sync_product, found.sync_variants)] : [];
  }
}
