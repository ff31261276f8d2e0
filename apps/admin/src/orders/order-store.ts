import { computed, inject, Injectable } from '@angular/core';
import type { ActivityEntry, Order } from '@daybook/contract';
import { EntryResolver } from '../activity/entry-resolver';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { LiveConnection } from '../api/live-connection';
import { throttle } from '../api/throttle';
import { insertEntry } from './timeline';

const throttleMs = 250;

@Injectable()
export class OrderStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(LiveConnection);
  readonly #resolver = inject(EntryResolver);
  readonly #scheduleReload = throttle(throttleMs, () => void this.reload());
  #id = '';

  readonly order = new Resource<Order>((signal) => this.#api.send('GET /api/orders/:id', { id: this.#id, signal }));
  readonly activity = new Resource<readonly ActivityEntry[]>(async (signal) => {
    const { items } = await this.#api.send('GET /api/orders/:id/activity', { id: this.#id, signal });
    return items;
  });
  readonly entries = computed(() => this.activity.value() ?? []);

  constructor() {
    this.#live.on('activity:recorded', ({ entry }) => {
      if (!this.#isCurrentOrder(entry.orderId)) return;
      this.activity.value.update((entries) => entries && insertEntry(entries, entry));
      this.#scheduleReload();
    });
    this.#live.on('activity:resolved', ({ ids }) => {
      if (this.activity.value()?.some(({ id }) => ids.includes(id)) === true) this.#scheduleReload();
    });
    this.#live.on('order:changed', ({ orderId }) => {
      if (this.#isCurrentOrder(orderId)) this.#scheduleReload();
    });
    this.#live.onRefresh(() => void this.reload());
    this.#resolver.onUpdated((settled) => {
      const newer = new Map(settled.map((entry) => [entry.id, entry]));
      this.activity.value.update((entries) => entries?.map((entry) => newer.get(entry.id) ?? entry) ?? null);
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

  /** The order as the api answered a change of it; its timeline reloads with the pushes that the change causes. */
  setOrder(order: Order): void {
    if (!this.#isCurrentOrder(order.id)) return;
    this.order.value.set(order);
    void this.order.reloadIfLoading();
    this.#scheduleReload();
  }

  /** Until the order is loaded, any push may concern it. */
  #isCurrentOrder(orderId: string | null): boolean {
    const order = this.order.value();
    return orderId !== null && (order === null ? this.order.isLoading() : order.id === orderId);
  }
}
