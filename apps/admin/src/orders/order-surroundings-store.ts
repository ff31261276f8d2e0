import { computed, effect, inject, Injectable, untracked } from '@angular/core';
import type { OrderSurroundings } from '@daybook/contract';
import { ApiClient } from '../api/api-client';
import { LiveConnection } from '../api/live-connection';
import { Resource } from '../api/resource';
import { OrderStore } from './order-store';

/** What is around the order on screen. Without it the page lacks nothing but its pictures and ways on, so it fails silently. */
@Injectable()
export class OrderSurroundingsStore {
  readonly #api = inject(ApiClient);
  readonly #order = inject(OrderStore).order.value;
  /** It changes with these, and not with every push. */
  readonly #key = computed(() => {
    const order = this.#order();
    return order && [order.id, order.customerEmail, order.linesPending].join(' ');
  });
  readonly #resource = new Resource<OrderSurroundings>((signal) =>
    this.#api.send('GET /api/orders/:id/surroundings', { id: this.#order()?.id ?? '', signal }),
  );

  readonly value = this.#resource.value.asReadonly();

  constructor() {
    effect(() => {
      const key = this.#key();
      untracked(() => {
        if (key === null) this.#resource.reset();
        else void this.#resource.reload();
      });
    });
    inject(LiveConnection).on('activity:recorded', ({ entry }) => {
      const isNewest = this.value()?.newer === null;
      if (isNewest && entry.eventType === 'order.created') void this.#resource.reload();
    });
  }
}
