import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { ActivityEntry } from '@daybook/contract';
import { auditTime, Subject } from 'rxjs';
import { ApiClient, type Query } from '../api/api-client';
import { type ApiError, toApiError } from '../api/api-error';
import { Live } from '../api/live';
import { allOf, append, catchUp, emptyList, hear, letIn, newestFirst, replace, startWith } from '../api/live-list';
import { Shop } from '../ui/shop';
import { belongs, everything, type FeedFilters, queryFromFilters } from './feed-filters';
import { withPending } from './resolution';
import { Resolving } from './resolving';

const restMs = 300;
const mostAtOnce = 200;
const mostPages = 10;
const byTime = newestFirst<ActivityEntry>((entry) => entry.occurredAt);

/** The feed on screen: asks for pages, hears what is pushed, and asks again when something may have been missed. */
@Injectable()
export class FeedStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  readonly #shop = inject(Shop);
  readonly #resolving = inject(Resolving);
  readonly #list = signal(emptyList<ActivityEntry>());
  /** Pushes come in bursts, which are asked about once. */
  readonly #searchMayMatch = new Subject<void>();
  readonly #rowsMayDiffer = new Subject<void>();
  #filters: FeedFilters = everything;
  #turn = new AbortController();
  #changed = new Set<string>();

  readonly entries = computed(() => withPending(this.#list().items, this.#resolving.pending()));
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
      this.#heard(entry);
    });
    this.#live.on('activity:resolved', ({ ids }) => {
      this.#rowsChanged(ids);
    });
    this.#live.whenToAskAgain(() => void this.catchUp());
    this.#resolving.whenSettled((entries) => {
      this.#list.update((list) => replace(list, entries));
    });
    this.#searchMayMatch.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(() => void this.catchUp());
    this.#rowsMayDiffer.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(() => void this.#askAfterChanged());
    inject(DestroyRef).onDestroy(() => {
      this.#turn.abort();
    });
  }

  async load(filters: FeedFilters): Promise<void> {
    this.#turn.abort();
    const turn = (this.#turn = new AbortController());
    this.#filters = filters;
    this.#list.set(emptyList());
    for (const failure of [this.failure, this.staleFailure, this.moreFailure]) failure.set(null);
    this.isLoadingMore.set(false);
    this.isLoading.set(true);
    try {
      const page = await this.#api.send('GET /api/activity', { query: this.#query(), signal: turn.signal });
      if (turn.signal.aborted) return;
      this.#list.update((heard) => startWith(page, byTime, allOf(heard)));
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
      const query = { ...this.#query(), before: next };
      const page = await this.#api.send('GET /api/activity', { query, signal: turn });
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

  /** Asks for the newest page again, and for what became of the rows further down. */
  async catchUp(): Promise<void> {
    if (this.isLoading() || this.failure()) {
      await this.load(this.#filters);
      return;
    }
    await this.#quietly(async (turn) => {
      const query = { ...this.#query(), limit: mostAtOnce };
      const page = await this.#api.send('GET /api/activity', { query, signal: turn });
      if (turn.aborted) return;
      this.#list.update((list) => catchUp(list, page, byTime));
      const fresh = new Set(page.items.map(({ id }) => id));
      const others = this.#list().items.filter(({ id }) => !fresh.has(id));
      await this.#askAfter(others, turn);
    });
  }

  #heard(entry: ActivityEntry): void {
    const isOnScreen = allOf(this.#list()).some(({ id }) => id === entry.id);
    if (!isOnScreen && !belongs(entry, this.#filters, this.#shop.times().timeZone)) return;
    // Only the api can tell whether search words match.
    if (!isOnScreen && this.#filters.q !== '') this.#searchMayMatch.next();
    else this.#list.update((list) => hear(list, entry, byTime));
  }

  #rowsChanged(ids: readonly string[]): void {
    const rows = new Set(allOf(this.#list()).map(({ id }) => id));
    for (const id of ids) if (rows.has(id)) this.#changed.add(id);
    if (this.#changed.size > 0) this.#rowsMayDiffer.next();
  }

  async #askAfterChanged(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    const rows = allOf(this.#list()).filter(({ id }) => changed.has(id));
    await this.#quietly((turn) => this.#askAfter(rows, turn));
  }

  /** Asks what became of these entries, whatever the filters: a row stays where it is and tells how it stands now. */
  async #askAfter(entries: readonly ActivityEntry[], turn: AbortSignal): Promise<void> {
    if (entries.length === 0) return;
    const wanted = new Set(entries.map(({ id }) => id));
    const times = entries.map(({ occurredAt }) => Date.parse(occurredAt));
    const types = [...new Set(entries.map(({ eventType }) => eventType))].sort();
    const from = new Date(Math.min(...times)).toISOString();
    // The api leaves out the instant `to` itself.
    const to = new Date(Math.max(...times) + 1).toISOString();
    const query = { type: types.join(','), from, to, limit: mostAtOnce };
    let before: string | undefined;
    for (let asked = 0; asked < mostPages && wanted.size > 0; asked += 1) {
      const page = await this.#api.send('GET /api/activity', { query: { ...query, before }, signal: turn });
      if (turn.aborted) return;
      this.#list.update((list) => replace(list, page.items));
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

  #query(): Query {
    return queryFromFilters(this.#filters, this.#shop.times().timeZone);
  }
}
