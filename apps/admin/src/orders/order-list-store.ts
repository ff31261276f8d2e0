import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { OrderSummary, Page } from '@daybook/contract';
import { auditTime, Subject } from 'rxjs';
import { ApiClient, type Query } from '../api/api-client';
import { type ApiError, toApiError } from '../api/api-error';
import { Live } from '../api/live';
import { allOf, append, catchUp, emptyList, letIn, newestFirst, replace, startWith } from '../api/live-list';
import { type OrderFilters, queryFromFilters } from './order-filters';

const restMs = 300;
const mostAtOnce = 200;
const mostPages = 10;
/** From here on it costs less to ask for the list than for each order. */
const fewOrders = 4;
const byTime = newestFirst<OrderSummary>((order) => order.placedAt);

/** The orders on screen: asks for pages, and asks again after the orders that something happened to. */
@Injectable()
export class OrderListStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  readonly #list = signal(emptyList<OrderSummary>());
  /** Pushes come in bursts, which are asked about once. */
  readonly #ordersMayDiffer = new Subject<void>();
  #filters: OrderFilters = { q: '', status: null };
  #turn = new AbortController();
  #touched = new Set<string>();
  #anyMayDiffer = false;

  readonly orders = computed(() => this.#list().items);
  readonly waiting = computed(() => this.#list().waiting.length);
  readonly hasGap = computed(() => this.#list().hasGap);
  readonly hasMore = computed(() => this.#list().next !== null);
  readonly isLoading = signal(true);
  readonly isLoadingMore = signal(false);
  readonly failure = signal<ApiError | null>(null);
  readonly moreFailure = signal<ApiError | null>(null);
  /** Set when what is on screen could not be brought up to date. */
  readonly staleFailure = signal<ApiError | null>(null);

  constructor() {
    this.#live.on('activity:recorded', ({ entry }) => {
      this.#happenedTo(entry.orderId);
    });
    // Which orders lost or gained their attention mark isn't told: the list is.
    this.#live.on('activity:resolved', () => {
      this.#anyMayDiffer = true;
      this.#ordersMayDiffer.next();
    });
    this.#live.on('order:changed', ({ orderId }) => {
      this.#happenedTo(orderId);
    });
    this.#live.whenToAskAgain(() => void this.catchUp());
    this.#ordersMayDiffer.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(() => void this.#askAfterTouched());
    inject(DestroyRef).onDestroy(() => {
      this.#turn.abort();
    });
  }

  async load(filters: OrderFilters): Promise<void> {
    this.#turn.abort();
    const turn = (this.#turn = new AbortController());
    this.#filters = filters;
    this.#touched.clear();
    this.#list.set(emptyList());
    for (const failure of [this.failure, this.staleFailure, this.moreFailure]) failure.set(null);
    this.isLoadingMore.set(false);
    this.isLoading.set(true);
    try {
      const page = await this.#page({ ...queryFromFilters(filters) }, turn.signal);
      if (turn.signal.aborted) return;
      this.#list.set(startWith(page, byTime));
    } catch (failure) {
      if (turn.signal.aborted) return;
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
      const page = await this.#page({ ...queryFromFilters(this.#filters), before: next }, turn);
      if (turn.aborted) return;
      this.#list.update((list) => append(list, page));
    } catch (failure) {
      if (turn.aborted) return;
      this.moreFailure.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }

  /** Lets in what waits at the top. */
  async showWaiting(): Promise<void> {
    if (this.#list().hasGap) await this.load(this.#filters);
    else this.#list.update((list) => letIn(list, byTime));
  }

  /** Asks for the newest page again, and for what became of the rows that are not on it. */
  async catchUp(): Promise<void> {
    if (this.isLoading() || this.failure()) {
      await this.load(this.#filters);
      return;
    }
    await this.#quietly(async (turn) => {
      const page = await this.#page({ ...queryFromFilters(this.#filters), limit: mostAtOnce }, turn);
      if (turn.aborted) return;
      this.#list.update((list) => catchUp(list, page, byTime));
      const fresh = new Set(page.items.map(({ id }) => id));
      await this.#askAfterAll(
        this.#list().items.filter(({ id }) => !fresh.has(id)),
        turn,
      );
    });
  }

  #happenedTo(orderId: string | null): void {
    if (orderId === null) return;
    this.#touched.add(orderId);
    this.#ordersMayDiffer.next();
  }

  async #askAfterTouched(): Promise<void> {
    const touched = this.#touched;
    const anyMayDiffer = this.#anyMayDiffer;
    this.#touched = new Set();
    this.#anyMayDiffer = false;
    const known = allOf(this.#list()).filter(({ id }) => touched.has(id));
    if (anyMayDiffer || this.isLoading() || known.length < touched.size || known.length > fewOrders) {
      await this.catchUp();
      return;
    }
    await this.#quietly(async (turn) => {
      const ask = ({ id }: OrderSummary) => this.#api.send('GET /api/orders/:id', { id, signal: turn });
      const orders = await Promise.all(known.map(ask));
      if (!turn.aborted) this.#list.update((list) => replace(list, orders));
    });
  }

  /** Whatever the filters: a row stays where it is and tells how it stands now. */
  async #askAfterAll(orders: readonly OrderSummary[], turn: AbortSignal): Promise<void> {
    const wanted = new Set(orders.map(({ id }) => id));
    let before: string | undefined;
    for (let asked = 0; asked < mostPages && wanted.size > 0; asked += 1) {
      const page = await this.#page({ limit: mostAtOnce, before }, turn);
      if (turn.aborted) return;
      this.#list.update((list) => replace(list, page.items));
      for (const { id } of page.items) wanted.delete(id);
      if (page.next === null) return;
      before = page.next;
    }
  }

  #page(query: Query, signal: AbortSignal): Promise<Page<OrderSummary>> {
    return this.#api.send('GET /api/orders', { query, signal });
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
