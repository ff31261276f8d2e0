import { Component, computed, effect, inject, untracked } from '@angular/core';
import type { Product } from '@daybook/contract';
import { isolate, providerLabels, providers } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { PagedList } from '../api/paged-list';
import { ChoiceMenu } from '../ui/choice-menu';
import { ListBody } from '../ui/list-body';
import { SearchField } from '../ui/search-field';
import { ShopFormatter } from '../ui/shop-formatter';
import { Snackbar } from '../ui/snackbar';
import { UrlFilters } from '../ui/url-filters';
import { priceText, variantsText } from './product-text';
import { SyncStore } from './sync-store';

@Component({
  selector: 'app-product-list',
  imports: [ChoiceMenu, ListBody, SearchField],
  templateUrl: './product-list.html',
  styleUrl: './product-list.css',
})
export class ProductList {
  readonly #api = inject(ApiClient);
  readonly #shop = inject(ShopFormatter);
  readonly #snackbar = inject(Snackbar);

  protected readonly filters = new UrlFilters({ q: 'text', provider: providers, visible: ['yes', 'no'] });
  protected readonly providers = providers.map((value) => ({ value, name: providerLabels[value] }));
  protected readonly visibilities = [
    { value: 'yes', name: 'Shown' },
    { value: 'no', name: 'Not shown' },
  ] as const;
  protected readonly list = new PagedList<Product>((request) => this.#api.send('GET /api/products', request));
  protected readonly rows = computed(() =>
    this.list.items().map((product) => ({
      product,
      provider: providerLabels[product.provider],
      price: priceText(product, (money) => this.#shop.money(money)),
      variants: variantsText(product),
    })),
  );

  constructor() {
    this.filters.onChange((filters) => this.list.load(filters));
    const sync = inject(SyncStore);
    let known = sync.reloadCount();
    effect(() => {
      if (sync.reloadCount() === known) return;
      known = sync.reloadCount();
      untracked(() => void this.list.reload());
    });
  }

  /** Optimistic: rolled back, with the reason, when the api refuses. */
  protected async setHidden(product: Product, isHidden: boolean): Promise<void> {
    this.#replaceRow({ ...product, isHidden, visible: product.isOffered && !isHidden });
    try {
      this.#replaceRow(
        await this.#api.send('PUT /api/products/:id/visibility', { id: product.id, body: { isHidden } }),
      );
      const text = `${isolate(product.title)} is ${isHidden ? 'hidden from shoppers' : 'shown to shoppers'}.`;
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
