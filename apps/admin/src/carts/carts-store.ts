import { computed, inject, Injectable } from '@angular/core';
import type { Cart, CartSummary } from '@daybook/contract';
import { ApiClient } from '../api/api-client';
import { LiveConnection } from '../api/live-connection';
import { createStaleMarker } from '../api/paged-list';
import { PagedList } from '../api/paged-list';

/** The abandoned carts, as they were when they were loaded. Cart entries mark the list as stale. */
@Injectable()
export class CartsStore {
  readonly #api = inject(ApiClient);

  readonly list = new PagedList<Cart, CartSummary>(
    (request) => this.#api.send('GET /api/carts', request),
    (signal) => this.#api.send('GET /api/carts/summary', { signal }),
  );
  readonly summary = computed(() => this.list.resource.value()?.extra ?? null);

  constructor() {
    const notice = createStaleMarker(this.list.isStale);
    inject(LiveConnection).on('activity:recorded', ({ entry }) => {
      if (entry.eventType.startsWith('abandoned_cart.')) notice();
    });
  }
}
