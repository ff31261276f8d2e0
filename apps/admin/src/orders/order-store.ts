import { computed, inject, Injectable } from '@angular/core';
import type { ActivityEntry, Order } from '@daybook/contract';
import { withPending } from '../activity/resolution';
import { Resolving } from '../activity/resolving';
import { ApiClient } from '../api/api-client';
import { Asked } from '../api/asked';
import { Live } from '../api/live';
import { oncePerBurst } from '../api/once-per-burst';
import { withEntry } from './timeline';

const restMs = 250;

/** The order on screen and its story. */
@Injectable()
export class OrderStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  readonly #resolving = inject(Resolving);
  readonly #mayDiffer = oncePerBurst(restMs, () => void this.askAgain());
  #id = '';

  readonly order = new Asked<Order>((signal) => this.#api.send('GET /api/orders/:id', { id: this.#id, signal }));
  readonly activity = new Asked<readonly ActivityEntry[]>(async (signal) => {
    const { items } = await this.#api.send('GET /api/orders/:id/activity', { id: this.#id, signal });
    return items;
  });
  readonly entries = computed(() => withPending(this.activity.value() ?? [], this.#resolving.pending()));

  constructor() {
    this.#live.on('activity:recorded', ({ entry }) => {
      if (!this.#isThis(entry.orderId)) return;
      this.activity.value.update((entries) => entries && withEntry(entries, entry));
      this.#mayDiffer();
    });
    this.#live.on('activity:resolved', ({ ids }) => {
      if (this.activity.value()?.some(({ id }) => ids.includes(id)) === true) this.#mayDiffer();
    });
    this.#live.on('order:changed', ({ orderId }) => {
      if (this.#isThis(orderId)) this.#mayDiffer();
    });
    this.#live.whenToAskAgain(() => void this.askAgain());
    this.#resolving.whenSettled((settled) => {
      const newer = new Map(settled.map((entry) => [entry.id, entry]));
      this.activity.value.update((entries) => entries?.map((entry) => newer.get(entry.id) ?? entry) ?? null);
      void this.activity.againIfAsking();
    });
  }

  /** `id` is the order's uuid or its number. */
  async show(id: string): Promise<void> {
    this.#id = id;
    this.order.forget();
    this.activity.forget();
    await this.askAgain();
  }

  async askAgain(): Promise<void> {
    await Promise.all([this.order.again(), this.activity.again()]);
  }

  /** The order as the api answered a change of it; its story is asked for with the pushes that the change brings. */
  took(order: Order): void {
    if (!this.#isThis(order.id)) return;
    this.order.value.set(order);
    void this.order.againIfAsking();
    this.#mayDiffer();
  }

  /** Until the order is known, anything may be about it. */
  #isThis(orderId: string | null): boolean {
    const order = this.order.value();
    return orderId !== null && (order === null ? this.order.asking() : order.id === orderId);
  }
}
