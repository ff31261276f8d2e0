import { computed, inject, Injectable } from '@angular/core';
import type { Collection, CollectionChanges } from '@daybook/contract';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { Resource } from '../api/resource';
import { Snackbar } from '../ui/snackbar';

/** The shop's collections in its order. Changes are optimistic: one that the api refuses is rolled back. */
@Injectable()
export class CollectionsStore {
  readonly #api = inject(ApiClient);
  readonly #snackbar = inject(Snackbar);

  readonly resource = new Resource<readonly Collection[]>(async (signal) => {
    const { items } = await this.#api.send('GET /api/collections', { signal });
    return items;
  });
  readonly collections = computed(() => this.resource.value() ?? []);

  async rename(collection: Collection, name: string): Promise<void> {
    const wanted = name.trim();
    if (wanted === '' || wanted === collection.name) return;
    await this.#change(collection, { name: wanted }, (all) => replace(all, { ...collection, name: wanted }));
  }

  async setHidden(collection: Collection, isHidden: boolean): Promise<void> {
    await this.#change(collection, { isHidden }, (all) => replace(all, { ...collection, isHidden }));
  }

  /** A move past either end does nothing. */
  async move(collection: Collection, to: number): Promise<void> {
    const from = this.collections().findIndex(({ id }) => id === collection.id);
    if (to < 0 || to >= this.collections().length || to === from) return;
    await this.#change(collection, { position: to }, (all) => {
      const others = all.filter(({ id }) => id !== collection.id);
      return [...others.slice(0, to), collection, ...others.slice(to)];
    });
  }

  async #change(
    { id }: Collection,
    changes: CollectionChanges,
    applyChange: (all: readonly Collection[]) => readonly Collection[],
  ): Promise<void> {
    const before = this.collections();
    this.resource.value.set(applyChange(before));
    try {
      const { items } = await this.#api.send('PUT /api/collections/:id', { id, body: changes });
      this.resource.value.set(items);
    } catch (failure) {
      this.resource.value.set(before);
      this.#snackbar.show(toApiError(failure).detail);
    }
  }
}

const replace = (all: readonly Collection[], changed: Collection) =>
  all.map((collection) => (collection.id === changed.id ? changed : collection));
