import { providers, type Provider } from '@daybook/contract';
import type { PersistedState } from '../server/persisted-state.js';
import { catalogueProduct, initialCounts, type CatalogueProduct, type CatalogueVariant } from './catalogue.js';

/** What differs from the catalogue: small, however many products there are. */
interface Changes {
  /** How many products there ever were. */
  counts: Record<Provider, number>;
  /** In minor units, by product id. */
  priceChanges: Record<string, number>;
  outOfStock: string[];
  removed: string[];
}

export interface Variant extends CatalogueVariant {
  isAvailable: boolean;
}
export interface Product extends CatalogueProduct {
  variants: Variant[];
}

const noChanges = (): Changes => ({ counts: { ...initialCounts }, priceChanges: {}, outOfStock: [], removed: [] });

/** What both providers offer; changes to it outlive a restart. */
export class Products {
  #changes = noChanges();
  #removed = new Set<string>();
  #outOfStock = new Set<string>();
  #catalogue: Record<Provider, CatalogueProduct[]> = { printify: [], printful: [] };

  constructor(private readonly state: PersistedState) {
    state.register<Changes>('products', {
      save: () => this.#currentChanges(),
      restore: (changes) => this.#load(changes),
    });
    this.#load(this.#changes);
  }

  list(provider: Provider, from = 0, limit = Infinity): { total: number; products: Product[] } {
    const offered = this.#offered(provider);
    return { total: offered.length, products: offered.slice(from, from + limit).map((one) => this.#toProduct(one)) };
  }

  find(provider: Provider, id: string): Product | undefined {
    const product = this.#offered(provider).find((one) => one.id === id);
    return product && this.#toProduct(product);
  }

  /** Printify's variant ids need their product's. */
  findVariant(provider: Provider, variantId: string, productId?: string) {
    const candidates = this.#offered(provider).filter(({ id }) => productId === undefined || id === productId);
    const found = candidates.find(({ variants }) => variants.some(({ id }) => id === variantId));
    const product = found && this.#toProduct(found);
    const variant = product?.variants.find(({ id }) => id === variantId);
    return variant && { product, variant };
  }

  /** Adds `by` minor units to the prices of the first `count` products; none falls below 1. */
  changePrices(provider: Provider, count: number, by: number): Product[] {
    const { priceChanges } = this.#changes;
    return this.#change(this.#offered(provider).slice(0, count), ({ id }) => {
      priceChanges[id] = (priceChanges[id] ?? 0) + by;
    });
  }

  /** Of the first `count` products. */
  setAvailability(provider: Provider, count: number, isAvailable: boolean): Product[] {
    return this.#change(this.#offered(provider).slice(0, count), ({ id }) => {
      if (isAvailable) this.#outOfStock.delete(id);
      else this.#outOfStock.add(id);
    });
  }

  /** The last `count` products, which the demo shop does not sell. */
  remove(provider: Provider, count: number): Product[] {
    const last = count === 0 ? [] : this.#offered(provider).slice(-count);
    return this.#change(last, ({ id }) => this.#removed.add(id));
  }

  removeOne(provider: Provider, id: string): void {
    this.#change(
      this.#offered(provider).filter((product) => product.id === id),
      () => this.#removed.add(id),
    );
  }

  add(provider: Provider, count: number): void {
    this.#changes.counts[provider] += count;
    this.#load(this.#currentChanges());
    this.state.scheduleWrite();
  }

  reset(): void {
    this.#load(noChanges());
    this.state.scheduleWrite();
  }

  #offered(provider: Provider): CatalogueProduct[] {
    return this.#catalogue[provider].filter(({ id }) => !this.#removed.has(id));
  }

  #toProduct(product: CatalogueProduct): Product {
    const change = this.#changes.priceChanges[product.id] ?? 0;
    const isAvailable = !this.#outOfStock.has(product.id);
    const variants = product.variants.map((one) => ({ ...one, price: Math.max(1, one.price + change), isAvailable }));
    return { ...product, variants };
  }

  #change(products: CatalogueProduct[], change: (product: CatalogueProduct) => void): Product[] {
    products.forEach(change);
    this.state.scheduleWrite();
    return products.map((product) => this.#toProduct(product));
  }

  #currentChanges(): Changes {
    return { ...this.#changes, removed: [...this.#removed], outOfStock: [...this.#outOfStock] };
  }

  #load(changes: Changes): void {
    this.#changes = changes;
    this.#removed = new Set(changes.removed);
    this.#outOfStock = new Set(changes.outOfStock);
    for (const provider of providers) {
      const length = changes.counts[provider];
      this.#catalogue[provider] = Array.from({ length }, (_, index) => catalogueProduct(provider, index));
    }
  }
}
