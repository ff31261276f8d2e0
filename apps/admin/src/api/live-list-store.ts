import { computed, signal } from '@angular/core';
import type { Page } from '@daybook/contract';
import type { Query } from './api-client';
import { type ApiError, toApiError } from './api-error';
import {
  itemsAndPending,
  append,
  catchUp,
  emptyList,
  upsert,
  showPending,
  type Comparator,
  replace,
  listFromPage,
} from './live-list';

const maxPageSize = 200;
const maxPages = 10;

export interface ListSource<T> {
  readonly compare: Comparator<T>;
  fetchPage(query: Query, signal: AbortSignal): Promise<Page<T>>;
  /** A query that finds these rows whatever the list's filters are. */
  queryFor(rows: readonly T[]): Query;
}

/** A paginated list that pushes keep current. It keeps its state while the user is on another page. */
export class LiveListStore<T extends { readonly id: string }> {
  readonly #list = signal(emptyList<T>());
  #query: Query = {};
  #abort = new AbortController();

  readonly items = computed(() => this.#list().items);
  readonly pendingCount = computed(() => this.#list().pending.length);
  readonly hasGap = computed(() => this.#list().hasGap);
  readonly hasMore = computed(() => this.#list().next !== null);
  readonly isLoaded = signal(false);
  readonly isLoading = signal(true);
  readonly isLoadingMore = signal(false);
  readonly error = signal<ApiError | null>(null);
  readonly loadMoreError = signal<ApiError | null>(null);
  readonly selected = signal<string | null>(null);

  constructor(private readonly source: ListSource<T>) {}

  get itemsAndPending(): readonly T[] {
    return itemsAndPending(this.#list());
  }

  /** Catches up if the query is the same as before, else loads the list afresh. */
  async open(query: Query): Promise<void> {
    if (this.isLoaded() && JSON.stringify(query) === JSON.stringify(this.#query)) await this.reload();
    else await this.load(query);
  }

  async load(query: Query = this.#query): Promise<void> {
    this.reset();
    const { signal } = this.#abort;
    this.#query = query;
    try {
      const page = await this.source.fetchPage(query, signal);
      if (signal.aborted) return;
      this.#list.update((pushed) => listFromPage(page, this.source.compare, itemsAndPending(pushed)));
      this.isLoaded.set(true);
    } catch (failure) {
      if (signal.aborted) return;
      this.error.set(toApiError(failure));
    }
    this.isLoading.set(false);
  }

  async loadMore(): Promise<void> {
    const { next } = this.#list();
    if (next === null || this.isLoadingMore()) return;
    const { signal } = this.#abort;
    this.isLoadingMore.set(true);
    this.loadMoreError.set(null);
    try {
      const page = await this.source.fetchPage({ ...this.#query, before: next }, signal);
      if (signal.aborted) return;
      this.#list.update((list) => append(list, page));
    } catch (failure) {
      if (signal.aborted) return;
      this.loadMoreError.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }

  /** Fetches the newest page again, and the current state of the rows that are not on it. */
  async reload(): Promise<void> {
    if (!this.isLoaded()) {
      await this.load();
      return;
    }
    await this.#inBackground(async (signal) => {
      const page = await this.source.fetchPage({ ...this.#query, limit: maxPageSize }, signal);
      if (signal.aborted) return;
      this.#list.update((list) => catchUp(list, page, this.source.compare));
      const fresh = new Set(page.items.map(({ id }) => id));
      await this.#fetchRows(
        this.items().filter(({ id }) => !fresh.has(id)),
        signal,
      );
    });
  }

  async refreshRows(rows: readonly T[]): Promise<void> {
    await this.#inBackground((signal) => this.#fetchRows(rows, signal));
  }

  async showPending(): Promise<void> {
    if (this.hasGap()) await this.load();
    else this.#list.update((list) => showPending(list, this.source.compare));
  }

  upsert(item: T): void {
    this.#list.update((list) => upsert(list, item, this.source.compare));
  }

  replace(items: readonly T[]): void {
    this.#list.update((list) => replace(list, items));
  }

  reset(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.isLoaded.set(false);
    this.#list.set(emptyList());
    for (const failure of [this.error, this.loadMoreError]) failure.set(null);
    this.isLoadingMore.set(false);
    this.isLoading.set(true);
    this.selected.set(null);
  }

  async #fetchRows(rows: readonly T[], signal: AbortSignal): Promise<void> {
    if (rows.length === 0) return;
    const wanted = new Set(rows.map(({ id }) => id));
    const query = { ...this.source.queryFor(rows), limit: maxPageSize };
    let before: string | undefined;
    for (let pages = 0; pages < maxPages && wanted.size > 0; pages += 1) {
      const page = await this.source.fetchPage({ ...query, before }, signal);
      if (signal.aborted) return;
      this.replace(page.items);
      for (const { id } of page.items) wanted.delete(id);
      if (page.next === null) return;
      before = page.next;
    }
  }

  async #inBackground(update: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    try {
      await update(signal);
      if (!signal.aborted) this.error.set(null);
    } catch (failure) {
      if (!signal.aborted) this.error.set(toApiError(failure));
    }
  }
}
