import { Component, computed, effect, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { Product } from '@daybook/contract';
import { providerNames, providers } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { Paged } from '../api/paged';
import { FilterMenu } from '../ui/filter-menu';
import { MoreButton } from '../ui/more-button';
import { Notice } from '../ui/notice';
import { SearchField } from '../ui/search-field';
import { Shop } from '../ui/shop';
import { Skeleton } from '../ui/skeleton';
import { Snacks } from '../ui/snacks';
import { StaleNotice } from '../ui/stale-notice';
import {
  addressFromFilters,
  filtersFromAddress,
  isFiltered,
  type ProductFilters,
  queryFromFilters,
  type Visibility,
} from './product-filters';
import { priceTold, variantsTold } from './product-told';
import { SyncStore } from './sync-store';

const visibilities: readonly { value: Visibility; name: string }[] = [
  { value: 'yes', name: 'Shown' },
  { value: 'no', name: 'Not shown' },
];

/** What the shop has to sell; a product can be hidden from shoppers, and shown again. */
@Component({
  selector: 'app-product-list',
  imports: [FilterMenu, MoreButton, Notice, SearchField, Skeleton, StaleNotice],
  templateUrl: './product-list.html',
  styleUrls: ['../ui/choices.css', './product-list.css'],
})
export class ProductList {
  readonly #api = inject(ApiClient);
  readonly #shop = inject(Shop);
  readonly #snacks = inject(Snacks);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #address = toSignal(this.#route.queryParamMap, { requireSync: true });

  protected readonly filters = computed(() => filtersFromAddress(this.#address()), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  protected readonly isFiltered = computed(() => isFiltered(this.filters()));
  protected readonly providers = providers.map((value) => ({ value, name: providerNames[value] }));
  protected readonly visibilities = visibilities;
  protected readonly providerWords = computed(() => {
    const { provider } = this.filters();
    return provider === null ? null : providerNames[provider];
  });
  protected readonly visibleWords = computed(
    () => visibilities.find(({ value }) => value === this.filters().visible)?.name.toLowerCase() ?? null,
  );
  protected readonly list = new Paged<Product>((asking) => this.#api.send('GET /api/products', asking));
  protected readonly rows = computed(() =>
    this.list.items().map((product) => ({
      product,
      provider: providerNames[product.provider],
      price: priceTold(product, (money) => this.#shop.money(money)),
      variants: variantsTold(product),
    })),
  );

  constructor() {
    effect(() => {
      const filters = this.filters();
      untracked(() => void this.list.open(queryFromFilters(filters)));
    });
    const sync = inject(SyncStore);
    let known = sync.turns();
    effect(() => {
      if (sync.turns() === known) return;
      known = sync.turns();
      untracked(() => void this.list.refresh());
    });
  }

  protected refine(change: Partial<ProductFilters>, menu?: FilterMenu): void {
    menu?.close();
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: addressFromFilters({ ...this.filters(), ...change }),
      queryParamsHandling: 'merge',
      replaceUrl: change.q !== undefined && this.filters().q !== '',
    });
  }

  protected clear(): void {
    this.refine({ q: '', provider: null, visible: null });
  }

  /** At once on screen; put back, with the reason, when it could not be done. */
  protected async hide(product: Product, isHidden: boolean): Promise<void> {
    this.#show({ ...product, isHidden, visible: product.isOffered && !isHidden });
    try {
      this.#show(await this.#api.send('PUT /api/products/:id/visibility', { id: product.id, body: { isHidden } }));
      const words = `${product.title} is ${isHidden ? 'hidden from shoppers' : 'shown to shoppers'}.`;
      this.#snacks.offer(words, 'Undo', () => void this.hide({ ...product, isHidden }, !isHidden));
    } catch (failure) {
      this.#show(product);
      this.#snacks.say(toApiError(failure).detail);
    }
  }

  #show(product: Product): void {
    this.list.asked.value.update(
      (shown) => shown && { ...shown, items: shown.items.map((row) => (row.id === product.id ? product : row)) },
    );
  }
}
