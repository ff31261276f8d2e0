import { computed, signal } from '@angular/core';
import type { Page } from '@daybook/contract';
import type { Query } from './api-client';
import { type ApiError, toApiError } from './api-error';
import { Resource } from './resource';

const pageSize = 50;
const maxPageSize = 200;
const maxTries = 3;

export interface PageRequest {
  readonly query: Query;
  readonly signal?: AbortSignal;
}

interface LoadedPage<T, Extra> extends Page<T> {
  readonly extra: Extra | undefined;
  /** ISO 8601, UTC. */
  readonly loadedAt: string;
}

/** A paginated list. A reload fetches as many rows as are shown, and `extra` with them. */
export class PagedList<T, Extra = unknown> {
  #query: Query = {};

  readonly resource = new Resource<LoadedPage<T, Extra>>(async (signal) => {
    const [page, extra] = await Promise.all([this.#fetchShown(signal), this.fetchExtra?.(signal)]);
    return { items: page.items, next: page.next, extra, loadedAt: new Date().toISOString() };
  });
  readonly isLoaded = this.resource.isLoaded;
  readonly isLoading = this.resource.isLoading;
  readonly error = this.resource.error;
  readonly items = computed<readonly T[]>(() => this.resource.value()?.items ?? []);
  readonly hasMore = computed(() => (this.resource.value()?.next ?? null) !== null);
  /** Something has happened since the list was loaded. */
  readonly isStale = signal(false);
  readonly isLoadingMore = signal(false);
  readonly loadMoreError = signal<ApiError | null>(null);

  constructor(
    private readonly fetchPage: (request: PageRequest) => Promise<Page<T>>,
    private readonly fetchExtra?: (signal: AbortSignal) => Promise<Extra>,
  ) {}

  async load(query: Query): Promise<void> {
    this.#query = query;
    this.loadMoreError.set(null);
    this.resource.reset();
    await this.reload();
  }

  async reload(): Promise<void> {
    this.isStale.set(false);
    await this.resource.reload();
  }

  async loadMore(): Promise<void> {
    if (!this.hasMore() || this.isLoadingMore()) return;
    this.isLoadingMore.set(true);
    this.loadMoreError.set(null);
    try {
      // After a refresh meanwhile, the page no longer continues the list: it is fetched again.
      const query = this.#query;
      let isAppended = false;
      for (let tries = 0; tries < maxTries && !isAppended && query === this.#query; tries++)
        isAppended = await this.#appendPage();
    } catch (failure) {
      this.loadMoreError.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }

  async #appendPage(): Promise<boolean> {
    const shown = this.resource.value();
    if (!shown?.next) return true;
    const { items, next } = await this.fetchPage({ query: { ...this.#query, before: shown.next } });
    if (this.resource.value() !== shown) return false;
    this.resource.value.set({ ...shown, items: [...shown.items, ...items], next });
    return true;
  }

  /** As many rows as are shown, in as few pages as that takes. */
  async #fetchShown(signal: AbortSignal): Promise<Page<T>> {
    const shown = this.items().length;
    const limit = Math.min(maxPageSize, Math.max(pageSize, shown));
    const items: T[] = [];
    let before: string | undefined;
    for (;;) {
      const page = await this.fetchPage({ query: { ...this.#query, limit, before }, signal });
      items.push(...page.items);
      if (page.next === null || items.length >= shown) return { items, next: page.next };
      before = page.next;
    }
  }
}
