import { computed, signal } from '@angular/core';
import type { Page } from '@daybook/contract';
import type { Query } from './api-client';
import { type ApiError, toApiError } from './api-error';
import { allOf, append, catchUp, emptyList, hear, letIn, type Order, replace, startWith } from './live-list';

const mostAtOnce = 200;
const mostPages = 10;

export interface Questions<T> {
  readonly order: Order<T>;
  page(query: Query, turn: AbortSignal): Promise<Page<T>>;
  /** Finds these rows whatever the filters: a row stays where it is and tells how it stands now. */
  queryFor(rows: readonly T[]): Query;
}

/** A list that is read page by page while it is kept up to date, and that is still there when one comes back to it. */
export class ListOnScreen<T extends { readonly id: string }> {
  readonly #list = signal(emptyList<T>());
  #query: Query = {};
  #isKept = false;
  #turn = new AbortController();

  readonly items = computed(() => this.#list().items);
  readonly waiting = computed(() => this.#list().waiting.length);
  readonly hasGap = computed(() => this.#list().hasGap);
  readonly hasMore = computed(() => this.#list().next !== null);
  readonly isLoading = signal(true);
  readonly isLoadingMore = signal(false);
  readonly failure = signal<ApiError | null>(null);
  readonly moreFailure = signal<ApiError | null>(null);
  /** Set when what is on screen could not be brought up to date. */
  readonly staleFailure = signal<ApiError | null>(null);
  /** The row in hand, by id. */
  readonly selected = signal<string | null>(null);

  constructor(private readonly questions: Questions<T>) {}

  get known(): readonly T[] {
    return allOf(this.#list());
  }

  /** Shows what was there for the same query and catches up, or loads it anew. */
  async open(query: Query): Promise<void> {
    if (this.#isKept && JSON.stringify(query) === JSON.stringify(this.#query)) await this.catchUp();
    else await this.load(query);
  }

  async load(query: Query = this.#query): Promise<void> {
    this.forget();
    const { signal: turn } = this.#turn;
    this.#query = query;
    try {
      const page = await this.questions.page(query, turn);
      if (turn.aborted) return;
      this.#list.update((heard) => startWith(page, this.questions.order, allOf(heard)));
      this.#isKept = true;
    } catch (failure) {
      if (turn.aborted) return;
      this.failure.set(toApiError(failure));
    }
    this.isLoading.set(false);
  }

  async loadMore(): Promise<void> {
    const { next } = this.#list();
    if (next === null || this.isLoadingMore()) return;
    const { signal: turn } = this.#turn;
    this.isLoadingMore.set(true);
    this.moreFailure.set(null);
    try {
      const page = await this.questions.page({ ...this.#query, before: next }, turn);
      if (turn.aborted) return;
      this.#list.update((list) => append(list, page));
    } catch (failure) {
      if (turn.aborted) return;
      this.moreFailure.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }

  /** Asks for the newest page again, and for what became of the rows that are not on it. */
  async catchUp(): Promise<void> {
    if (!this.#isKept) {
      await this.load();
      return;
    }
    await this.#quietly(async (turn) => {
      const page = await this.questions.page({ ...this.#query, limit: mostAtOnce }, turn);
      if (turn.aborted) return;
      this.#list.update((list) => catchUp(list, page, this.questions.order));
      const fresh = new Set(page.items.map(({ id }) => id));
      await this.#askFor(
        this.items().filter(({ id }) => !fresh.has(id)),
        turn,
      );
    });
  }

  async askAfter(rows: readonly T[]): Promise<void> {
    await this.#quietly((turn) => this.#askFor(rows, turn));
  }

  /** Lets in what waits at the top. */
  async showWaiting(): Promise<void> {
    if (this.hasGap()) await this.load();
    else this.#list.update((list) => letIn(list, this.questions.order));
  }

  hear(item: T): void {
    this.#list.update((list) => hear(list, item, this.questions.order));
  }

  replace(items: readonly T[]): void {
    this.#list.update((list) => replace(list, items));
  }

  forget(): void {
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#isKept = false;
    this.#list.set(emptyList());
    for (const failure of [this.failure, this.staleFailure, this.moreFailure]) failure.set(null);
    this.isLoadingMore.set(false);
    this.isLoading.set(true);
    this.selected.set(null);
  }

  async #askFor(rows: readonly T[], turn: AbortSignal): Promise<void> {
    if (rows.length === 0) return;
    const wanted = new Set(rows.map(({ id }) => id));
    const query = { ...this.questions.queryFor(rows), limit: mostAtOnce };
    let before: string | undefined;
    for (let asked = 0; asked < mostPages && wanted.size > 0; asked += 1) {
      const page = await this.questions.page({ ...query, before }, turn);
      if (turn.aborted) return;
      this.replace(page.items);
      for (const { id } of page.items) wanted.delete(id);
      if (page.next === null) return;
      before = page.next;
    }
  }

  async #quietly(ask: (turn: AbortSignal) => Promise<void>): Promise<void> {
    const { signal: turn } = this.#turn;
    try {
      await ask(turn);
      if (!turn.aborted) this.staleFailure.set(null);
    } catch (failure) {
      if (!turn.aborted) this.staleFailure.set(toApiError(failure));
    }
  }
}
