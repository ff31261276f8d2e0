import { inject, Injectable } from '@angular/core';
import type { OrderSummary } from '@daybook/contract';
import { ApiClient } from '../api/api-client';
import { ListOnScreen } from '../api/list-on-screen';
import { Live } from '../api/live';
import { newestFirst } from '../api/live-list';
import { oncePerBurst } from '../api/once-per-burst';
import { type OrderFilters, queryFromFilters } from './order-filters';

const restMs = 300;

/** The orders: asks again when something happens to one while they are on screen, and keeps its place meanwhile. */
@Injectable({ providedIn: 'root' })
export class OrderListStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  readonly #ordersMayDiffer = oncePerBurst(restMs, () => void this.list.catchUp());
  #isOnScreen = false;

  readonly list = new ListOnScreen<OrderSummary>({
    order: newestFirst((order) => order.placedAt),
    page: (query, signal) => this.#api.send('GET /api/orders', { query, signal }),
    queryFor: () => ({}),
  });

  constructor() {
    this.#live.on('activity:recorded', ({ entry }) => {
      if (entry.orderId !== null) this.#somethingHappened();
    });
    // Which orders lost or gained their mark isn't told.
    this.#live.on('activity:resolved', () => {
      this.#somethingHappened();
    });
    this.#live.on('order:changed', () => {
      this.#somethingHappened();
    });
    this.#live.whenToAskAgain(() => {
      this.#somethingHappened();
    });
    this.#live.whenStopped(() => {
      this.list.forget();
    });
  }

  async open(filters: OrderFilters): Promise<void> {
    this.#isOnScreen = true;
    await this.list.open(queryFromFilters(filters));
  }

  leave(): void {
    this.#isOnScreen = false;
  }

  #somethingHappened(): void {
    if (this.#isOnScreen) this.#ordersMayDiffer();
  }
}
