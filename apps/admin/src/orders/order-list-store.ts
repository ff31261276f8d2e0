import { inject, Injectable } from '@angular/core';
import type { OrderSummary } from '@daybook/contract';
import { ApiClient, type Query } from '../api/api-client';
import { LiveListStore } from '../api/live-list-store';
import { LiveConnection } from '../api/live-connection';
import { compareNewestFirst } from '../api/live-list';
import { throttle } from '../api/throttle';

const throttleMs = 300;

/** The order list: reloads when an order changes while the list is shown, and keeps its position. */
@Injectable({ providedIn: 'root' })
export class OrderListStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(LiveConnection);
  readonly #scheduleCatchUp = throttle(throttleMs, () => void this.list.reload());
  #isOpen = false;

  readonly list = new LiveListStore<OrderSummary>({
    compare: compareNewestFirst((order) => order.placedAt),
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

  close(): void {
    this.#isOpen = false;
  }

  #catchUpIfOpen(): void {
    if (this.#isOpen) this.#scheduleCatchUp();
  }
}
