import { Component, computed, inject, input } from '@angular/core';
import type { ActivityEntry, Order } from '@daybook/contract';
import { Resolving } from '../activity/resolving';
import { Icon } from '../ui/icon';
import { Moment } from '../ui/moment';
import { Notice } from '../ui/notice';
import { Shop } from '../ui/shop';
import { Skeleton } from '../ui/skeleton';
import { OrderStore } from './order-store';
import { timelineRows } from './timeline';

/** The order's story, oldest first, with what mends a problem beside it. */
@Component({
  selector: 'app-order-timeline',
  imports: [Icon, Moment, Notice, Skeleton],
  templateUrl: './order-timeline.html',
  styleUrl: './order-timeline.css',
})
export class OrderTimeline {
  readonly #shop = inject(Shop);
  readonly #resolving = inject(Resolving);
  protected readonly store = inject(OrderStore);

  readonly order = input.required<Order>();

  protected readonly rows = computed(() => timelineRows(this.store.entries(), this.#shop.times()));
  protected readonly open = computed(() => this.rows().filter(({ isOpen }) => isOpen));
  protected readonly isInProgress = computed(() => !['delivered', 'cancelled'].includes(this.order().status));
  protected readonly isAsking = computed(() => this.store.order.asking() || this.store.activity.asking());

  protected resolve(entry: ActivityEntry): void {
    void this.#resolving.resolve(entry);
  }

  protected reopen(entry: ActivityEntry): void {
    void this.#resolving.reopen(entry);
  }

  protected resolveAll(): void {
    const open = this.open().map(({ entry }) => entry);
    void this.#resolving.resolveAll(this.order().id, open, () => this.store.askAgain());
  }
}
