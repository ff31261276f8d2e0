import { computed, signal } from '@angular/core';
import type { Page } from '@daybook/contract';
import type { Query } from './api-client';
import { type ApiError, toApiError } from './api-error';
import { Asked } from './asked';

const pageSize = 50;
const mostAtOnce = 200;

interface Asking {
  readonly query: Query;
  readonly signal?: AbortSignal;
}

interface Shown<T, Beside> extends Page<T> {
  readonly beside: Beside | undefined;
  /** When it was so, as ISO 8601 UTC. */
  readonly at: string;
}

/**
 * A list that is read page by page and can be asked for again, with what is told beside it; as many rows as were there
 * come back at once.
 */
export class Paged<T, Beside = unknown> {
  #query: Query = {};

  readonly asked = new Asked<Shown<T, Beside>>(async (turn) => {
    const limit = Math.min(mostAtOnce, Math.max(pageSize, this.items().length));
    const [page, beside] = await Promise.all([
      this.page({ query: { ...this.#query, limit }, signal: turn }),
      this.beside?.(turn),
    ]);
    return { items: page.items, next: page.next, beside, at: new Date().toISOString() };
  });
  readonly items = computed<readonly T[]>(() => this.asked.value()?.items ?? []);
  readonly hasMore = computed(() => (this.asked.value()?.next ?? null) !== null);
  /** Something happened since, so the list may stand otherwise by now. */
  readonly mayDiffer = signal(false);
  readonly isLoadingMore = signal(false);
  readonly moreFailure = signal<ApiError | null>(null);

  constructor(
    private readonly page: (asking: Asking) => Promise<Page<T>>,
    private readonly beside?: (turn: AbortSignal) => Promise<Beside>,
  ) {}

  async open(query: Query): Promise<void> {
    this.#query = query;
    this.moreFailure.set(null);
    this.asked.forget();
    await this.refresh();
  }

  async refresh(): Promise<void> {
    this.mayDiffer.set(false);
    await this.asked.again();
  }

  async loadMore(): Promise<void> {
    const shown = this.asked.value();
    if (!shown?.next || this.isLoadingMore()) return;
    this.isLoadingMore.set(true);
    this.moreFailure.set(null);
    try {
      const { items, next } = await this.page({ query: { ...this.#query, before: shown.next } });
      // Asked for again meanwhile: the page would no longer fit below it.
      if (this.asked.value() === shown) this.asked.value.set({ ...shown, items: [...shown.items, ...items], next });
    } catch (failure) {
      this.moreFailure.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }
}
