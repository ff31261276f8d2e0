import { Component, computed, effect, inject, input, untracked, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PageTitles } from '../shell/page-titles';
import { type Loadable, LoadState } from '../ui/load-state';
import { Icon } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { Notice } from '../ui/notice';
import { ShopFormatter } from '../ui/shop-formatter';
import { Skeleton } from '../ui/skeleton';
import { StatusChip } from '../ui/status-chip';
import { OrderCommands } from './order-commands';
import { OrderActions } from './order-actions';
import { OrderCustomer } from './order-customer';
import { OrderDialogs } from './order-dialogs';
import { OrderLines } from './order-lines';
import { OrderNeighbours } from './order-neighbours';
import { hasFulfilmentsToShow, OrderParcels } from './order-parcels';
import { OrderCancelling } from './order-cancelling';
import { OrderQuickStatus } from './order-quick-status';
import { OrderRefunds } from './order-refunds';
import { OrderStore } from './order-store';
import { OrderSurroundingsStore } from './order-surroundings-store';
import { OrderTimeline } from './order-timeline';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

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
    OrderNeighbours,
    OrderParcels,
    OrderCancelling,
    OrderQuickStatus,
    OrderRefunds,
    OrderTimeline,
    RouterLink,
    Skeleton,
    StatusChip,
  ],
  providers: [OrderStore, OrderSurroundingsStore, OrderCommands, OrderDialogs],
  templateUrl: './order-page.html',
  styleUrl: './order-page.css',
})
export class OrderPage {
  readonly #titles = inject(PageTitles);

  /** The uuid or the number, from the address. */
  readonly id = input.required<string>();

  protected readonly shop = inject(ShopFormatter);
  protected readonly store = inject(OrderStore);
  protected readonly order = this.store.order.value;
  protected readonly surroundings = inject(OrderSurroundingsStore).value;
  protected readonly heading = computed(() => this.order()?.number ?? (uuid.test(this.id()) ? 'Order' : this.id()));
  /** There is no such order, or the number is malformed. */
  protected readonly isMissing = computed(
    () => this.order() === null && [400, 404].includes(this.store.order.error()?.status ?? 0),
  );
  protected readonly showsParcels = computed(() => {
    const order = this.order();
    return order !== null && hasFulfilmentsToShow(order);
  });
  protected readonly timeline = viewChild(OrderTimeline);
  protected readonly loadable: Loadable = {
    isLoaded: this.store.order.isLoaded,
    error: computed(() => this.store.order.error() ?? this.store.activity.error()),
    reload: () => this.store.reload(),
  };

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => void this.store.load(id));
    });
    effect(() => {
      this.#titles.set(this.isMissing() ? 'Order not found' : this.heading());
    });
  }
}
