import { computed, signal } from '@angular/core';
import type { Page } from '@daybook/contract';
import type { Query } from '../api/api-client';
import { type ApiError, toApiError } from '../api/api-error';
import { Asked } from '../api/asked';

const pageSize = 50;
const mostAtOnce = 200;

/** A list that is read page by page and can be asked for again; as many rows as were there come back at once. */
export class Paged<T> {
  #query: Query = {};

  readonly asked = new Asked<Page<T>>((turn) => {
    const limit = Math.min(mostAtOnce, Math.max(pageSize, this.items().length));
    return this.page({ ...this.#query, limit }, turn);
  });
  readonly items = computed<readonly T[]>(() => this.asked.value()?.items ?? []);
  readonly hasMore = computed(() => (this.asked.value()?.next ?? null) !== null);
  readonly isLoadingMore = signal(false);
  readonly moreFailure = signal<ApiError | null>(null);

  constructor(private readonly page: (query: Query, turn?: AbortSignal) => Promise<Page<T>>) {}

  async open(query: Query): Promise<void> {
    this.#query = query;
    this.moreFailure.set(null);
    this.asked.forget();
    await this.asked.again();
  }

  async loadMore(): Promise<void> {
    const shown = this.asked.value();
    if (!shown?.next || this.isLoadingMore()) return;
    this.isLoadingMore.set(true);
    this.moreFailure.set(null);
    try {
      const { items, next } = await this.page({ ...this.#query, before: shown.next });
      // Asked for again meanwhile: the page would no longer fit below it.
      if (this.asked.value() === shown) this.asked.value.set({ items: [...shown.items, ...items], next });
    } catch (failure) {
      this.moreFailure.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }

  /** Puts another version of a row in its place. */
  replace(isIt: (item: T) => boolean, by: T): void {
    const shown = this.asked.value();
    if (shown) this.asked.value.set({ ...shown, items: shown.items.map((item) => (isIt(item) ? by : item)) });
  }
}
