import { inject, Injectable } from '@angular/core';
import type { OrderSummary } from '@daybook/contract';
import { ApiClient, type Query } from '../api/api-client';
import { LiveListStore } from '../api/live-list-store';
import { LiveConnection } from '../api/live-connection';
import { newestFirst } from '../api/live-list';
import { throttle } from '../api/throttle';

const throttleMs = 300;

/** The orders: asks again when something happens to one while they are on screen, and keeps its place meanwhile. */
@Injectable({ providedIn: 'root' })
export class OrderListStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(LiveConnection);
  readonly #scheduleCatchUp = throttle(throttleMs, () => void this.list.reload());
  #isOpen = false;

  readonly list = new LiveListStore<OrderSummary>({
    order: newestFirst((order) => order.placedAt),
    fetchPage: (query, signal) => this.#api.send('GET /api/orders', { query, signal }),
    queryFor: () => ({}),
  });

  constructor() {
    this.#live.on('activity:recorded', ({ entry }) => {
      if (entry.orderId !== null) this.#catchUpIfOpen();
    });
    // The push does not say which orders lost or gained their mark.
    this.#live.on('activity:resolved', () => {
      this.#catchUpIfOpen();
    });
    this.#live.on('order:changed', () => {
      this.#catchUpIfOpen();
    });
    this.#live.onRefresh(() => {
      this.#catchUpIfOpen();
    });
    this.#live.onStopped(() => {
      this.list.reset();
    });
  }

  async open(query: Query): Promise<void> {
    this.#isOpen = true;
    await this.list.open(query);
  }

  leave(): void {
    this.#isOpen = false;
  }

  #catchUpIfOpen(): void {
    if (this.#isOpen) this.#scheduleCatchUp();
  }
}
