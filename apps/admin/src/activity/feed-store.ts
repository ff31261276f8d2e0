import { inject, Injectable } from '@angular/core';
import type { ActivityEntry } from '@daybook/contract';
import { ApiClient, type Query } from '../api/api-client';
import { LiveListStore } from '../api/live-list-store';
import { LiveConnection } from '../api/live-connection';
import { compareNewestFirst } from '../api/live-list';
import { throttle } from '../api/throttle';
import { ShopFormatter } from '../ui/shop-formatter';
import { matchesFilters, noFilters, type FeedFilters, apiQueryFromFilters } from './feed-filters';
import { EntryResolver } from './entry-resolver';

const throttleMs = 300;

/** The feed: receives pushes while it is on screen, and keeps its position while an order is open. */
@Injectable({ providedIn: 'root' })
export class FeedStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(LiveConnection);
  readonly #shop = inject(ShopFormatter);
  readonly #resolver = inject(EntryResolver);
  readonly #scheduleCatchUp = throttle(throttleMs, () => void this.list.reload());
  readonly #scheduleRowRefresh = throttle(throttleMs, () => void this.#refreshChangedRows());
  #filters: FeedFilters = noFilters;
  #isOpen = false;
  #changedIds = new Set<string>();

  readonly list = new LiveListStore<ActivityEntry>({
    compare: compareNewestFirst((entry) => entry.occurredAt),
    fetchPage: (query, signal) => this.#api.send('GET /api/activity', { query, signal }),
    queryFor: queryForEntries,
  });
  readonly entries = this.list.items;

  constructor() {
    this.#live.on('activity:recorded', ({ entry }) => {
      this.#receive(entry);
    });
    this.#live.on('activity:resolved', ({ ids }) => {
      this.#markChanged(ids);
    });
    this.#live.onRefresh(() => {
      if (this.#isOpen) void this.list.reload();
    });
    this.#live.onStopped(() => {
      this.list.reset();
    });
    this.#resolver.onUpdated((entries) => {
      this.list.replace(entries);
    });
  }

  async open(filters: FeedFilters): Promise<void> {
    this.#isOpen = true;
    this.#filters = filters;
    const query = apiQueryFromFilters(filters, this.#shop.timeFormatter().timeZone);
    // A row that is resolved here stays until the user leaves the page.
    if (filters.tab === 'attention') await this.list.load(query);
    else await this.list.open(query);
  }

  close(): void {
    this.#isOpen = false;
  }

  #receive(entry: ActivityEntry): void {
    if (!this.#isOpen) return;
    const isKnown = this.list.itemsAndPending.some(({ id }) => id === entry.id);
    if (!isKnown && !matchesFilters(entry, this.#filters, this.#shop.timeFormatter().timeZone)) return;
    // Only the api can match search words.
    if (!isKnown && this.#filters.q !== '') this.#scheduleCatchUp();
    else this.list.upsert(entry);
  }

  #markChanged(ids: readonly string[]): void {
    if (!this.#isOpen) return;
    const rows = new Set(this.list.itemsAndPending.map(({ id }) => id));
    for (const id of ids) if (rows.has(id)) this.#changedIds.add(id);
    if (this.#changedIds.size > 0) this.#scheduleRowRefresh();
  }

  async #refreshChangedRows(): Promise<void> {
    const changed = this.#changedIds;
    this.#changedIds = new Set();
    await this.list.refreshRows(this.list.itemsAndPending.filter(({ id }) => changed.has(id)));
  }
}

function queryForEntries(entries: readonly ActivityEntry[]): Query {
  const times = entries.map(({ occurredAt }) => Date.parse(occurredAt));
  const types = [...new Set(entries.map(({ eventType }) => eventType))].sort();
  return {
    type: types.join(','),
    from: new Date(Math.min(...times)).toISOString(),
    // The api leaves out the instant `to` itself.
    to: new Date(Math.max(...times) + 1).toISOString(),
  };
}
