import { Component, computed, effect, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { Product } from '@daybook/contract';
import { providerNames, providers } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { PagedList } from '../api/paged-list';
import { FilterMenu } from '../ui/filter-menu';
import { LoadState } from '../ui/load-state';
import { LoadMoreButton } from '../ui/load-more-button';
import { Notice } from '../ui/notice';
import { SearchField } from '../ui/search-field';
import { Shop } from '../ui/shop';
import { Snackbar } from '../ui/snackbar';
import {
  urlFromFilters,
  filtersFromUrl,
  isFiltered,
  type ProductFilters,
  queryFromFilters,
  type Visibility,
} from './product-filters';
import { priceText, variantsText } from './product-text';
import { SyncStore } from './sync-store';

const visibilities: readonly { value: Visibility; name: string }[] = [
  { value: 'yes', name: 'Shown' },
  { value: 'no', name: 'Not shown' },
];

/** What the shop has to sell; a product can be hidden from shoppers, and shown again. */
@Component({
  selector: 'app-product-list',
  imports: [LoadState, FilterMenu, LoadMoreButton, Notice, SearchField],
  templateUrl: './product-list.html',
  styleUrls: ['../ui/choices.css', './product-list.css'],
})
export class ProductList {
  readonly #api = inject(ApiClient);
  readonly #shop = inject(Shop);
  readonly #snackbar = inject(Snackbar);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #queryParams = toSignal(this.#route.queryParamMap, { requireSync: true });

  protected readonly filters = computed(() => filtersFromUrl(this.#queryParams()), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  protected readonly isFiltered = computed(() => isFiltered(this.filters()));
  protected readonly providers = providers.map((value) => ({ value, name: providerNames[value] }));
  protected readonly visibilities = visibilities;
  protected readonly providerText = computed(() => {
    const { provider } = this.filters();
    return provider === null ? null : providerNames[provider];
  });
  protected readonly visibilityText = computed(
    () => visibilities.find(({ value }) => value === this.filters().visible)?.name.toLowerCase() ?? null,
  );
  protected readonly list = new PagedList<Product>((request) => this.#api.send('GET /api/products', request));
  protected readonly rows = computed(() =>
    this.list.items().map((product) => ({
      product,
      provider: providerNames[product.provider],
      price: priceText(product, (money) => this.#shop.money(money)),
      variants: variantsText(product),
    })),
  );

  constructor() {
    effect(() => {
      const filters = this.filters();
      untracked(() => void this.list.open(queryFromFilters(filters)));
    });
    const sync = inject(SyncStore);
    let known = sync.version();
    effect(() => {
      if (sync.version() === known) return;
      known = sync.version();
      untracked(() => void this.list.reload());
    });
  }

  protected updateFilters(change: Partial<ProductFilters>, menu?: FilterMenu): void {
    menu?.close();
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: urlFromFilters({ ...this.filters(), ...change }),
      queryParamsHandling: 'merge',
      replaceUrl: change.q !== undefined && this.filters().q !== '',
    });
  }

  protected clearFilters(): void {
    this.updateFilters({ q: '', provider: null, visible: null });
  }

  /** At once on screen; put back, with the reason, when it could not be done. */
  protected async setHidden(product: Product, isHidden: boolean): Promise<void> {
    this.#replaceRow({ ...product, isHidden, visible: product.isOffered && !isHidden });
    try {
      this.#replaceRow(
        await this.#api.send('PUT /api/products/:id/visibility', { id: product.id, body: { isHidden } }),
      );
      const text = `${product.title} is ${isHidden ? 'hidden from shoppers' : 'shown to shoppers'}.`;
      this.#snackbar.showWithAction(text, 'Undo', () => void this.setHidden({ ...product, isHidden }, !isHidden));
    } catch (failure) {
      this.#replaceRow(product);
      this.#snackbar.show(toApiError(failure).detail);
    }
  }

  #replaceRow(product: Product): void {
    this.list.resource.value.update(
      (shown) => shown && { ...shown, items: shown.items.map((row) => (row.id === product.id ? product : row)) },
    );
  }
}
