import { providers, type Provider } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import { KeptState } from '../kept/kept-state.js';
import { firstProducts, storeProduct, type StoreProduct, type StoreVariant } from './store-product.js';

/** What differs from how it was at first; plain enough to be kept in a file, and small however many products there are. */
interface Changes {
  /** How many were ever there. */
  made: Record<Provider, number>;
  /** By product: what each variant costs more, in minor units. */
  dearer: Record<string, number>;
  outOfStock: string[];
  removed: string[];
}

export interface StockedVariant extends StoreVariant {
  isAvailable: boolean;
}
export interface StockedProduct extends StoreProduct {
  variants: StockedVariant[];
}

const atFirst = (): Changes => ({ made: { ...firstProducts }, dearer: {}, outOfStock: [], removed: [] });

/** What both providers have to sell, as the shop's owner has arranged it there; outlives a restart. */
@Injectable()
export class StoreProducts {
  private changes = atFirst();
  private removed = new Set<string>();
  private outOfStock = new Set<string>();
  private known: Record<Provider, StoreProduct[]> = { printify: [], printful: [] };

  constructor(private readonly state: KeptState) {
    state.keep<Changes>('products', {
      save: () => ({ ...this.changes, removed: [...this.removed], outOfStock: [...this.outOfStock] }),
      restore: (changes) => this.become(changes),
    });
    this.become(this.changes);
  }

  /** In the order in which they were made. */
  of(provider: Provider): StockedProduct[] {
    return this.listed(provider).map((product) => this.stocked(product));
  }

  count(provider: Provider): number {
    return this.listed(provider).length;
  }

  page(provider: Provider, from: number, most: number): { total: number; products: StockedProduct[] } {
    const listed = this.listed(provider);
    return { total: listed.length, products: listed.slice(from, from + most).map((product) => this.stocked(product)) };
  }

  find(provider: Provider, id: string): StockedProduct | undefined {
    const product = this.listed(provider).find((one) => one.id === id);
    return product && this.stocked(product);
  }

  /** A variant by its number; Printify's mean nothing without their product. */
  findVariant(provider: Provider, variantId: string, productId?: string) {
    const candidates = this.listed(provider).filter(({ id }) => productId === undefined || id === productId);
    const product = candidates.find(({ variants }) => variants.some(({ id }) => id === variantId));
    const variant = product && this.stocked(product).variants.find(({ id }) => id === variantId);
    return variant && { product, variant };
  }

  /** Makes each variant of the first `count` products dearer, or cheaper; none costs less than one unit. */
  changePrices(provider: Provider, count: number, by: number): StockedProduct[] {
    const some = this.listed(provider).slice(0, count);
    for (const { id } of some) this.changes.dearer[id] = (this.changes.dearer[id] ?? 0) + by;
    return this.changed(some);
  }

  changeStock(provider: Provider, count: number, isAvailable: boolean): StockedProduct[] {
    const some = this.listed(provider).slice(0, count);
    for (const { id } of some)
      if (isAvailable) this.outOfStock.delete(id);
      else this.outOfStock.add(id);
    return this.changed(some);
  }

  /** The last ones, which the demo shop does not sell. */
  remove(provider: Provider, count: number): StockedProduct[] {
    const some = count === 0 ? [] : this.listed(provider).slice(-count);
    for (const { id } of some) this.removed.add(id);
    return this.changed(some);
  }

  /** More of the kind. */
  add(provider: Provider, count: number): void {
    this.changes.made[provider] += count;
    this.become({ ...this.changes, removed: [...this.removed], outOfStock: [...this.outOfStock] });
    this.state.changed();
  }

  reset(): void {
    this.become(atFirst());
    this.state.changed();
  }

  private listed(provider: Provider): StoreProduct[] {
    return this.known[provider].filter(({ id }) => !this.removed.has(id));
  }

  private stocked(product: StoreProduct): StockedProduct {
    const dearer = this.changes.dearer[product.id] ?? 0;
    const isAvailable = !this.outOfStock.has(product.id);
    const variants = product.variants.map((one) => ({ ...one, price: Math.max(1, one.price + dearer), isAvailable }));
    return { ...product, variants };
  }

  private changed(some: StoreProduct[]): StockedProduct[] {
    this.state.changed();
    return some.map((product) => this.stocked(product));
  }

  private become(changes: Changes): void {
    this.changes = changes;
    this.removed = new Set(changes.removed);
    this.outOfStock = new Set(changes.outOfStock);
    for (const provider of providers)
      this.known[provider] = Array.from({ length: changes.made[provider] }, (_, number) =>
        storeProduct(provider, number),
      );
  }
}
