import { computed, inject, Injectable } from '@angular/core';
import type { Order, TimelinePage } from '@daybook/contract';
import { EntryResolver } from '../activity/entry-resolver';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { LiveConnection } from '../api/live-connection';
import { throttle } from '../api/throttle';
import { insertEntry, replaceEntries, withEarlier, withNewest } from './timeline-pages';

const throttleMs = 250;
/** The most that the api answers with at once. */
const earlierPageSize = 1_000;

@Injectable()
export class OrderStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(LiveConnection);
  readonly #resolver = inject(EntryResolver);
  readonly #scheduleReload = throttle(throttleMs, () => void this.reload());
  #id = '';
  /** How often entries before the newest page were changed, and how often when they were last loaded. */
  #earlierChanges = 0;
  #loadedEarlierChanges = 0;

  readonly order = new Resource<Order>((signal) => this.#api.send('GET /api/orders/:id', { id: this.#id, signal }));
  readonly activity = new Resource<TimelinePage>((signal) => this.#loadTimeline(signal));
  readonly entries = computed(() => {
    const { standing, items } = this.activity.value() ?? { standing: [], items: [] };
    return [...standing, ...items];
  });

  constructor() {
    this.#live.on('activity:recorded', ({ entry }) => {
      if (!this.#isCurrentOrder(entry.orderId)) return;
      this.activity.value.update((loaded) => loaded && insertEntry(loaded, entry));
      this.#scheduleReload();
    });
    this.#live.on('activity:resolved', ({ ids }) => {
      if (!this.entries().some(({ id }) => ids.includes(id))) return;
      this.#earlierChanges++;
      this.#scheduleReload();
    });
    this.#live.on('order:changed', ({ orderId }) => {
      if (this.#isCurrentOrder(orderId)) this.#scheduleReload();
    });
    this.#live.onRefresh(() => {
      this.#earlierChanges++;
      void this.reload();
    });
    this.#resolver.onUpdated((settled) => {
      this.activity.value.update((loaded) => loaded && replaceEntries(loaded, settled));
      void this.activity.reloadIfLoading();
    });
  }

  /** `id` is the order's uuid or its number. */
  async load(id: string): Promise<void> {
    this.#id = id;
    this.order.reset();
    this.activity.reset();
    await this.reload();
  }

  async reload(): Promise<void> {
    await Promise.all([this.order.reload(), this.activity.reload()]);
  }

  /** Loads the page before the earliest entry that is loaded without a gap. */
  async loadEarlier(): Promise<void> {
    const before = this.activity.value()?.next ?? null;
    if (before === null) return;
    const page = await this.#fetchEarlier(before);
    this.activity.value.update((loaded) => (loaded?.next === before ? withEarlier(loaded, page) : loaded));
  }

  /** The order as the api answered a change of it; its timeline reloads with the pushes that the change causes. */
  setOrder(order: Order): void {
    if (!this.#isCurrentOrder(order.id)) return;
    this.order.value.set(order);
    void this.order.reloadIfLoading();
    this.#scheduleReload();
  }

  async #loadTimeline(signal: AbortSignal): Promise<TimelinePage> {
    const changes = this.#earlierChanges;
    let timeline = await this.#api.send('GET /api/orders/:id/activity', { id: this.#id, signal });
    const loaded = this.activity.value();
    if (changes === this.#loadedEarlierChanges) return withNewest(loaded, timeline);
    while (timeline.next !== null && timeline.items.length < (loaded?.items.length ?? 0))
      timeline = withEarlier(timeline, await this.#fetchEarlier(timeline.next, signal));
    this.#loadedEarlierChanges = changes;
    return timeline;
  }

  #fetchEarlier(before: string, signal?: AbortSignal): Promise<TimelinePage> {
    const query = { before, limit: earlierPageSize };
    return this.#api.send('GET /api/orders/:id/activity', { id: this.#id, query, ...(signal && { signal }) });
  }

  /** Until the order is loaded, any push may concern it. */
  #isCurrentOrder(orderId: string | null): boolean {
    const order = this.order.value();
    return orderId !== null && (order === null ? this.order.isLoading() : order.id === orderId);
  }
}
