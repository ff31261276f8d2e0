import type { ProviderApi } from '../provider/provider-api.js';
import { ProviderError } from '../provider/provider-error.js';
import type { ProductPage } from '../provider/provider.js';
import { withRetry, type RetryPolicy } from '../provider/retry.js';
import { productList, toProviderProduct } from './printify-product.js';

/** Printify's documents and its clients disagree about larger pages. */
const pageSize = 50;
const maxPages = 2_000;

export class PrintifyProducts {
  constructor(
    private readonly api: ProviderApi,
    private readonly currency: string,
    private readonly retryPolicy: RetryPolicy,
  ) {}

  async *listPages(signal: AbortSignal): AsyncGenerator<ProductPage> {
    for (let page = 1; page <= maxPages; page++) {
      const path = `/products.json?limit=${pageSize}&page=${page}`;
      const list = await withRetry(() => this.api.get(productList, path, signal), signal, this.retryPolicy);
      const { data, total = null, last_page = null } = list;
      yield { total, products: data.map((product) => toProviderProduct(product, this.currency)) };
      const isLast = last_page === null ? data.length < pageSize : page >= last_page;
      if (isLast || data.length === 0) return;
    }
    throw new ProviderError('it has more products than can be read');
  }
}
