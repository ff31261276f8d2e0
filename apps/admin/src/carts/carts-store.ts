import { computed, inject, Injectable } from '@angular/core';
import type { Cart, CartSummary } from '@daybook/contract';
import { ApiClient } from '../api/api-client';
import { Live } from '../api/live';
import { noticing } from '../api/noticing';
import { Paged } from '../api/paged';

/** The abandoned carts on screen, as they were when they were asked for; entries of carts tell that there is more to know. */
@Injectable()
export class CartsStore {
  readonly #api = inject(ApiClient);

  readonly list = new Paged<Cart, CartSummary>(
    (asking) => this.#api.send('GET /api/carts', asking),
    (signal) => this.#api.send('GET /api/carts/summary', { signal }),
  );
  readonly summary = computed(() => this.list.asked.value()?.beside ?? null);

  constructor() {
    const notice = noticing(this.list.mayDiffer);
    inject(Live).on('activity:recorded', ({ entry }) => {
      if (entry.eventType.startsWith('abandoned_cart.')) notice();
    });
  }
}
