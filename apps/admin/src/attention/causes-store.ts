import { computed, inject, Injectable, signal } from '@angular/core';
import type { ActivityEntry, ProblemCause } from '@daybook/contract';
import { ApiClient, type Query } from '../api/api-client';
import { LiveConnection } from '../api/live-connection';
import { Resource } from '../api/resource';
import { throttle } from '../api/throttle';
import { problemKey, type ProblemRow, rowOf } from './row-selection';
import { SettlingList } from './settling-list';

const throttleMs = 300;
const maxPageSize = 200;

export type ProblemList = SettlingList<ActivityEntry>;

/** The open problems by cause: settled by pushes while they are on screen, and as they were left when one returns. */
@Injectable({ providedIn: 'root' })
export class CausesStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(LiveConnection);
  readonly #scheduleReload = throttle(throttleMs, () => void this.reload());
  readonly #unfolded = signal<ReadonlyMap<string, ProblemList>>(new Map());
  readonly #snoozed = new Resource(async (signal) => {
    const query = { snoozed: 'true', limit: maxPageSize };
    return (await this.#api.send('GET /api/activity/causes', { query, signal })).items;
  });
  #query: Query | null = null;
  #isOpen = false;

  readonly list = new SettlingList<ProblemCause>(
    (request) => this.#api.send('GET /api/activity/causes', request),
    ({ cause }) => cause,
  );
  readonly unfolded = this.#unfolded.asReadonly();
  /** The `key` of the row in hand. */
  readonly selected = signal<string | null>(null);
  readonly snoozedCount = computed(() =>
    (this.#snoozed.value() ?? []).reduce((sum, { problems }) => sum + problems, 0),
  );
  readonly #shown = computed(() =>
    this.list.items().flatMap(({ item: cause, isGone }) => {
      const problems = this.#unfolded().get(cause.cause)?.items() ?? [];
      return [
        { row: rowOf(cause, null), isGone },
        ...problems.map((one) => ({ row: rowOf(cause, one.item), isGone: isGone || one.isGone })),
      ];
    }),
  );
  /** The rows that can be acted on, as they stand on screen. */
  readonly rows = computed((): readonly ProblemRow[] =>
    this.#shown().flatMap(({ row, isGone }) => (isGone ? [] : row)),
  );

  constructor() {
    const reloadSoon = () => {
      if (this.#isOpen) this.#scheduleReload();
    };
    this.#live.on('activity:recorded', reloadSoon);
    this.#live.on('activity:resolved', reloadSoon);
    // A snooze that ends changes the count alone.
    let known: number | null = null;
    this.#live.on('attention:count', ({ count }) => {
      if (count !== known) reloadSoon();
      known = count;
    });
    this.#live.onRefresh(reloadSoon);
    this.#live.onStopped(() => {
      this.#reset();
    });
  }

  async open(query: Query): Promise<void> {
    this.#isOpen = true;
    const isSame = JSON.stringify(query) === JSON.stringify(this.#query);
    if (!isSame) this.#reset();
    this.#query = query;
    await Promise.all([isSame ? this.reload() : this.list.load(query), this.#snoozed.reload()]);
    await this.list.showPending();
  }

  close(): void {
    this.#isOpen = false;
  }

  async reload(): Promise<void> {
    const lists = [this.list, this.#snoozed, ...this.#unfolded().values()];
    await Promise.all(lists.map((list) => list.reload()));
  }

  /** What belongs above the rows that are shown does not wait. */
  async reloadAndShow(): Promise<void> {
    await this.reload();
    await this.list.showPending();
  }

  /** Takes the next row in hand when the one that was is done. False when it is not. */
  passOnSelected(): boolean {
    const shown = this.#shown();
    const at = shown.findIndex(({ row }) => row.key === this.selected());
    if (!shown[at]?.isGone) return false;
    const next = shown.slice(at).find(({ isGone }) => !isGone) ?? shown.slice(0, at).findLast(({ isGone }) => !isGone);
    this.selected.set(next?.row.key ?? null);
    return true;
  }

  async toggleUnfolded({ cause }: ProblemCause): Promise<void> {
    const unfolded = new Map(this.#unfolded());
    if (unfolded.delete(cause)) {
      this.#unfolded.set(unfolded);
      return;
    }
    const problems: ProblemList = new SettlingList(
      (request) => this.#api.send('GET /api/activity', request),
      problemKey,
    );
    this.#unfolded.set(unfolded.set(cause, problems));
    await problems.load({ ...this.#query, tab: 'attention', cause });
  }

  /** Removes what is open no longer. The problems of a cause have no button for what waits: it is shown. */
  tidy(): void {
    this.list.tidy();
    for (const problems of this.#unfolded().values()) {
      problems.tidy();
      if (problems.pendingCount() > 0) void problems.showPending();
    }
  }

  #reset(): void {
    this.#query = null;
    this.list.reset();
    this.#snoozed.reset();
    this.#unfolded.set(new Map());
    this.selected.set(null);
  }
}
