import { providers, type Provider } from '@daybook/contract';
import type { PersistedState } from '../server/persisted-state.js';
import { catalogueProduct, initialCounts, type StoreProduct, type StoreVariant } from './catalogue.js';

interface ProductChange {
  /** In minor units. */
  priceChange?: number;
  isOutOfStock?: boolean;
  isRemoved?: boolean;
}

/** What differs from the catalogue: small, however many products there are. */
interface CatalogueChanges {
  /** How many products were ever created, removed ones included. */
  counts: Record<Provider, number>;
  byProduct: Record<string, ProductChange>;
}

export interface Variant extends StoreVariant {
  isAvailable: boolean;
}
export interface Product extends StoreProduct {
  variants: Variant[];
}

export interface VariantOffer {
  product: Product;
  variant: Variant;
}

const noChanges = (): CatalogueChanges => ({ counts: { ...initialCounts }, byProduct: {} });

/** The products of both providers; changes survive a restart. */
export class Products {
  #changes = noChanges();
  #catalogue: Record<Provider, StoreProduct[]> = { printify: [], printful: [] };

  constructor(private readonly state: PersistedState) {
    state.register<CatalogueChanges>('product-changes', {
      snapshot: () => this.#changes,
      restore: (changes) => (this.#changes = changes),
    });
    this.#fillCatalogue();
  }

  list(provider: Provider, from = 0, limit = Infinity): { total: number; products: Product[] } {
    const offered = this.#offeredProducts(provider);
    return { total: offered.length, products: offered.slice(from, from + limit).map((one) => this.#toProduct(one)) };
  }

  find(provider: Provider, id: string): Product | undefined {
    const product = this.#offeredProducts(provider).find((one) => one.id === id);
    return product && this.#toProduct(product);
  }

  /** At Printify a variant id is unique only within its product. */
  findVariant(provider: Provider, variantId: string, productId?: string): VariantOffer | undefined {
    const candidates = this.#offeredProducts(provider).filter(({ id }) => productId === undefined || id === productId);
    const found = candidates.find(({ variants }) => variants.some(({ id }) => id === variantId));
    const product = found && this.#toProduct(found);
    const variant = product?.variants.find(({ id }) => id === variantId);
    return product && variant && { product, variant };
  }

  /** Adds `by` minor units to the prices of the first `count` products; none falls below 1. */
  changePrices(provider: Provider, count: number, by: number): Product[] {
    const first = this.#offeredProducts(provider).slice(0, count);
    return this.#changeEach(first, ({ priceChange = 0 }) => ({ priceChange: priceChange + by }));
  }

  /** Of the first `count` products. */
  setAvailability(provider: Provider, count: number, isAvailable: boolean): Product[] {
    return this.#changeEach(this.#offeredProducts(provider).slice(0, count), () => ({ isOutOfStock: !isAvailable }));
  }

  /** The last `count` products, which the demo shop does not sell. */
  removeLast(provider: Provider, count: number): Product[] {
    const last = count === 0 ? [] : this.#offeredProducts(provider).slice(-count);
    return this.#changeEach(last, () => ({ isRemoved: true }));
  }

  removeOne(provider: Provider, id: string): void {
    const products = this.#offeredProducts(provider).filter((product) => product.id === id);
    this.#changeEach(products, () => ({ isRemoved: true }));
  }

  add(provider: Provider, count: number): void {
    this.#changes.counts[provider] += count;
    this.#fillCatalogue();
    this.state.scheduleWrite();
  }

  reset(): void {
    this.#changes = noChanges();
    this.#fillCatalogue();
    this.state.scheduleWrite();
  }

  #changeOf({ id }: StoreProduct): ProductChange {
    return this.#changes.byProduct[id] ?? {};
  }

  #offeredProducts(provider: Provider): StoreProduct[] {
    return this.#catalogue[provider].filter((product) => !this.#changeOf(product).isRemoved);
  }

  #toProduct(product: StoreProduct): Product {
    const { priceChange = 0, isOutOfStock = false } = this.#changeOf(product);
    const variants = product.variants.map((variant) => ({
      ...variant,
      price: Math.max(1, variant.price + priceChange),
      isAvailable: !isOutOfStock,
    }));
    return { ...product, variants };
  }

  #changeEach(products: StoreProduct[], change: (earlier: ProductChange) => ProductChange): Product[] {
    for (const product of products) {
      const earlier = this.#changeOf(product);
      this.#changes.byProduct[product.id] = { ...earlier, ...change(earlier) };
    }
    this.state.scheduleWrite();
    return products.map((product) => this.#toProduct(product));
  }

  #fillCatalogue(): void {
    for (const provider of providers) {
      const length = this.#changes.counts[provider];
      this.#catalogue[provider] = Array.from({ length }, (_, index) => catalogueProduct(provider, index));
    }
  }
}
