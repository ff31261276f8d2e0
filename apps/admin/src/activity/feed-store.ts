import { computed, inject, Injectable } from '@angular/core';
import type { ActivityEntry } from '@daybook/contract';
import { ApiClient, type Query } from '../api/api-client';
import { ListOnScreen } from '../api/list-on-screen';
import { Live } from '../api/live';
import { newestFirst } from '../api/live-list';
import { oncePerBurst } from '../api/once-per-burst';
import { Shop } from '../ui/shop';
import { belongs, everything, type FeedFilters, queryFromFilters } from './feed-filters';
import { withPending } from './resolution';
import { Resolving } from './resolving';

const restMs = 300;

/** The feed: hears what is pushed while it is on screen, and keeps its place while an order is looked at. */
@Injectable({ providedIn: 'root' })
export class FeedStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  readonly #shop = inject(Shop);
  readonly #resolving = inject(Resolving);
  readonly #searchMayMatch = oncePerBurst(restMs, () => void this.list.catchUp());
  readonly #rowsMayDiffer = oncePerBurst(restMs, () => void this.#askAfterChanged());
  #filters: FeedFilters = everything;
  #isOnScreen = false;
  #changed = new Set<string>();

  readonly list = new ListOnScreen<ActivityEntry>({
    order: newestFirst((entry) => entry.occurredAt),
    page: (query, signal) => this.#api.send('GET /api/activity', { query, signal }),
    queryFor: whateverTheFilters,
  });
  readonly entries = computed(() => withPending(this.list.items(), this.#resolving.pending()));

  constructor() {
    this.#live.on('activity:recorded', ({ entry }) => {
      this.#heard(entry);
    });
    this.#live.on('activity:resolved', ({ ids }) => {
      this.#rowsChanged(ids);
    });
    this.#live.whenToAskAgain(() => {
      if (this.#isOnScreen) void this.list.catchUp();
    });
    this.#live.whenStopped(() => {
      this.list.forget();
    });
    this.#resolving.whenSettled((entries) => {
      this.list.replace(entries);
    });
  }

  async open(filters: FeedFilters): Promise<void> {
    this.#isOnScreen = true;
    this.#filters = filters;
    const query = queryFromFilters(filters, this.#shop.times().timeZone);
    // What was resolved stays under the hand that resolved it, but is gone when one comes back.
    if (filters.tab === 'attention') await this.list.load(query);
    else await this.list.open(query);
  }

  leave(): void {
    this.#isOnScreen = false;
  }

  #heard(entry: ActivityEntry): void {
    if (!this.#isOnScreen) return;
    const isKnown = this.list.known.some(({ id }) => id === entry.id);
    if (!isKnown && !belongs(entry, this.#filters, this.#shop.times().timeZone)) return;
    // Only the api can tell whether search words match.
    if (!isKnown && this.#filters.q !== '') this.#searchMayMatch();
    else this.list.hear(entry);
  }

  #rowsChanged(ids: readonly string[]): void {
    if (!this.#isOnScreen) return;
    const rows = new Set(this.list.known.map(({ id }) => id));
    for (const id of ids) if (rows.has(id)) this.#changed.add(id);
    if (this.#changed.size > 0) this.#rowsMayDiffer();
  }

  async #askAfterChanged(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    await this.list.askAfter(this.list.known.filter(({ id }) => changed.has(id)));
  }
}

function whateverTheFilters(entries: readonly ActivityEntry[]): Query {
  const times = entries.map(({ occurredAt }) => Date.parse(occurredAt));
  const types = [...new Set(entries.map(({ eventType }) => eventType))].sort();
  return {
    type: types.join(','),
    from: new Date(Math.min(...times)).toISOString(),
    // The api leaves out the instant `to` itself.
    to: new Date(Math.max(...times) + 1).toISOString(),
  };
}
