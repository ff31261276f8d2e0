import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { LoadState } from '../ui/load-state';
import { Collections } from './collections';
import { ProductList } from './product-list';
import { SyncCard } from './sync-card';
import { SyncHistory } from './sync-history';
import { SyncStore } from './sync-store';

const views = [
  { view: null, name: 'Products' },
  { view: 'collections', name: 'Collections' },
  { view: 'syncs', name: 'Past syncs' },
] as const;

@Component({
  selector: 'app-products',
  imports: [LoadState, Collections, ProductList, RouterLink, SyncCard, SyncHistory],
  providers: [SyncStore],
  templateUrl: './products.html',
  styleUrls: ['../ui/tabs.css', './products.css'],
})
export class Products {
  readonly #queryParams = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  protected readonly syncStore = inject(SyncStore);
  protected readonly views = views;
  protected readonly view = computed(
    () => views.find(({ view }) => view === this.#queryParams().get('view'))?.view ?? null,
  );

  constructor() {
    void this.syncStore.reload();
  }
}
