import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { OrderSummary } from '@daybook/contract';
import { auditTime, Subject } from 'rxjs';
import { ApiClient } from '../api/api-client';
import { ListOnScreen } from '../api/list-on-screen';
import { Live } from '../api/live';
import { newestFirst } from '../api/live-list';
import { type OrderFilters, queryFromFilters } from './order-filters';

const restMs = 300;

/** The orders: asks again when something happens to one while they are on screen, and keeps its place meanwhile. */
@Injectable({ providedIn: 'root' })
export class OrderListStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  /** Pushes come in bursts, which are asked about once. */
  readonly #ordersMayDiffer = new Subject<void>();
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
    this.#ordersMayDiffer.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(() => void this.list.catchUp());
  }

  async open(filters: OrderFilters): Promise<void> {
    this.#isOnScreen = true;
    await this.list.open(queryFromFilters(filters));
  }

  leave(): void {
    this.#isOnScreen = false;
  }

  #somethingHappened(): void {
    if (this.#isOnScreen) this.#ordersMayDiffer.next();
  }
}
