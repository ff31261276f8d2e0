import { Component, computed, effect, inject, input, untracked, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PageTitles } from '../shell/page-titles';
import { type Loadable, LoadState } from '../ui/load-state';
import { Icon } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { Notice } from '../ui/notice';
import { Shop } from '../ui/shop';
import { Skeleton } from '../ui/skeleton';
import { StatusChip } from '../ui/status-chip';
import { OrderCommands } from './order-commands';
import { OrderActions } from './order-actions';
import { OrderCustomer } from './order-customer';
import { OrderDialogs } from './order-dialogs';
import { OrderLines } from './order-lines';
import { hasParcelsToShow, OrderParcels } from './order-parcels';
import { OrderQuickStatus } from './order-quick-status';
import { OrderRefunds } from './order-refunds';
import { OrderStore } from './order-store';
import { OrderTimeline } from './order-timeline';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

/** One order: what was bought, by whom, and everything that happened to it. */
@Component({
  selector: 'app-order-page',
  imports: [
    LoadState,
    Icon,
    Timestamp,
    Notice,
    OrderActions,
    OrderCustomer,
    OrderLines,
    OrderParcels,
    OrderQuickStatus,
    OrderRefunds,
    OrderTimeline,
    RouterLink,
    Skeleton,
    StatusChip,
  ],
  providers: [OrderStore, OrderCommands, OrderDialogs],
  templateUrl: './order-page.html',
  styleUrl: './order-page.css',
})
export class OrderPage {
  readonly #titles = inject(PageTitles);

  /** The uuid or the number, from the address. */
  readonly id = input.required<string>();

  protected readonly shop = inject(Shop);
  protected readonly store = inject(OrderStore);
  protected readonly order = this.store.order.value;
  protected readonly heading = computed(() => this.order()?.number ?? (uuid.test(this.id()) ? 'Order' : this.id()));
  /** No such order, or nothing an order could be called. */
  protected readonly isMissing = computed(
    () => this.order() === null && [400, 404].includes(this.store.order.error()?.status ?? 0),
  );
  protected readonly hasParcels = computed(() => {
    const order = this.order();
    return order !== null && hasParcelsToShow(order);
  });
  protected readonly timeline = viewChild(OrderTimeline);
  protected readonly page: Loadable = {
    isLoaded: this.store.order.isLoaded,
    error: computed(() => this.store.order.error() ?? this.store.activity.error()),
    reload: () => this.store.reload(),
  };

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => void this.store.show(id));
    });
    effect(() => {
      this.#titles.set(this.isMissing() ? 'Order not found' : this.heading());
    });
  }
}
