import { computed, linkedSignal, signal } from '@angular/core';
import type { Page } from '@daybook/contract';
import { type PageRequest, PagedList } from '../api/paged-list';
import type { Query } from '../api/api-client';

export interface SettlingRow<T> {
  readonly item: T;
  /** It has left the list, but keeps its place until nobody points at it. */
  readonly isGone: boolean;
}

const asRow = <T>(item: T): SettlingRow<T> => ({ item, isGone: false });

/** What is shown keeps its place, with its latest values; what belongs above it waits; what follows it is added. */
export function settle<T>(
  shown: readonly SettlingRow<T>[],
  latest: readonly T[],
  keyOf: (item: T) => string,
): SettlingRow<T>[] {
  if (shown.length === 0) return latest.map(asRow);
  const byKey = new Map(latest.map((item) => [keyOf(item), asRow(item)]));
  const known = new Set(shown.map(({ item }) => keyOf(item)));
  const end = latest.findLastIndex((item) => known.has(keyOf(item)));
  return [
    ...shown.map((row) => byKey.get(keyOf(row.item)) ?? { ...row, isGone: true }),
    ...(end === -1 ? [] : latest.slice(end + 1).map(asRow)),
  ];
}

/** A paginated list that may be reloaded while it is read: nothing moves until `tidy` or `showPending`. */
export class SettlingList<T> {
  readonly #pages: PagedList<T>;
  readonly isLoaded;
  readonly isLoading;
  readonly error;
  readonly hasMore;
  readonly isLoadingMore;
  readonly loadMoreError;
  readonly items;
  readonly hasGap = signal(false).asReadonly();
  /** How many rows wait. */
  readonly pendingCount;

  constructor(fetchPage: (request: PageRequest) => Promise<Page<T>>, keyOf: (item: T) => string) {
    this.#pages = new PagedList(fetchPage);
    ({
      isLoaded: this.isLoaded,
      isLoading: this.isLoading,
      error: this.error,
      hasMore: this.hasMore,
      isLoadingMore: this.isLoadingMore,
      loadMoreError: this.loadMoreError,
    } = this.#pages);
    this.items = linkedSignal<readonly T[], readonly SettlingRow<T>[]>({
      source: this.#pages.items,
      computation: (latest, previous) => settle(this.isLoaded() ? (previous?.value ?? []) : [], latest, keyOf),
    });
    this.pendingCount = computed(() => {
      const shown = new Set(this.items().map(({ item }) => keyOf(item)));
      return this.#pages.items().filter((item) => !shown.has(keyOf(item))).length;
    });
  }

  load(query: Query): Promise<void> {
    return this.#pages.load(query);
  }

  reload(): Promise<void> {
    return this.#pages.reload();
  }

  loadMore(): Promise<void> {
    return this.#pages.loadMore();
  }

  reset(): void {
    this.#pages.resource.reset();
  }

  /** Removes what has left the list. When nothing is left, what waits is shown. */
  tidy(): void {
    if (!this.items().some(({ isGone }) => isGone)) return;
    const rest = this.items().filter(({ isGone }) => !isGone);
    this.items.set(rest.length > 0 ? rest : this.#pages.items().map(asRow));
  }

  showPending(): Promise<void> {
    this.items.set(this.#pages.items().map(asRow));
    return Promise.resolve();
  }
}
