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

  /** The cursor is the page's number. */
  async listPage(cursor: string | null, signal: AbortSignal): Promise<ProductPage> {
    const page = Number(cursor ?? 1);
    if (page > maxPages) throw new ProviderError('it has more products than can be read');
    const path = `/products.json?limit=${pageSize}&page=${page}`;
    const list = await withRetry(() => this.api.get(productList, path, signal), signal, this.retryPolicy);
    const { data, total = null, last_page = null } = list;
    const isLast = data.length === 0 || (last_page === null ? data.length < pageSize : page >= last_page);
    const products = data.map((product) => toProviderProduct(product, this.currency));
    return { total, products, next: isLast ? null : String(page + 1) };
  }
}
