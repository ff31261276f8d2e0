import { withRetry, type RetryPolicy } from '../provider/retry.js';
import { ProviderError } from '../provider/provider-error.js';
import { parseResponse } from '../provider/provider-http.js';
import type { ProductPage } from '../provider/provider.js';
import type { PrintifyApi } from './printify-api.js';
import { offeredAs, productList } from './printify-product.js';

/** Printify's documents and its clients disagree about more. */
const pageSize = 50;
const maxPages = 2_000;

/** The products of the shop, page by page. */
export class PrintifyProducts {
  constructor(
    private readonly api: PrintifyApi,
    private readonly currency: string,
    private readonly patience: RetryPolicy,
  ) {}

  async *pages(signal: AbortSignal): AsyncGenerator<ProductPage> {
    for (let page = 1; page <= maxPages; page++) {
      const path = `/products.json?limit=${pageSize}&page=${page}`;
      const answer = await withRetry(() => this.api.requestOk({ method: 'GET', path }, signal), signal, this.patience);
      const { data, total = null, last_page = null } = parseResponse(productList, answer);
      yield { total, products: data.map((product) => offeredAs(product, this.currency)) };
      const isLast = last_page === null ? data.length < pageSize : page >= last_page;
      if (isLast || data.length === 0) return;
    }
    throw new ProviderError('it has more products than can be read');
  }
}
