import { Component, computed, DestroyRef, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { orderStatuses, orderStatusLabels } from '@daybook/contract/vocabulary';
import { ChoiceMenu } from '../ui/choice-menu';
import { Clock } from '../ui/clock';
import { Icon } from '../ui/icon';
import { ListBody } from '../ui/list-body';
import { NewItemsPill } from '../ui/new-items-pill';
import { RowShortcuts } from '../ui/row-shortcuts';
import { SearchField } from '../ui/search-field';
import { ShopFormatter } from '../ui/shop-formatter';
import { StatusChip } from '../ui/status-chip';
import { Timestamp } from '../ui/timestamp';
import { UrlFilters } from '../ui/url-filters';
import { OrderListStore } from './order-list-store';

@Component({
  selector: 'app-order-list',
  imports: [ChoiceMenu, Icon, ListBody, NewItemsPill, RouterLink, RowShortcuts, SearchField, StatusChip, Timestamp],
  templateUrl: './order-list.html',
  styleUrls: ['../ui/table.css', './order-list.css'],
})
export class OrderList {
  readonly #router = inject(Router);
  readonly #clock = inject(Clock);

  protected readonly shop = inject(ShopFormatter);
  protected readonly store = inject(OrderListStore);
  protected readonly list = this.store.list;
  protected readonly filters = new UrlFilters({ q: 'text', status: orderStatuses });
  protected readonly statuses = orderStatuses.map((value) => ({ value, name: orderStatusLabels[value] }));
  protected readonly rows = computed(() => {
    const times = this.shop.timeFormatter();
    return this.list.items().map((order) => ({
      order,
      total: this.shop.money(order.total),
      placed: times.ago(order.placedAt, this.#clock.now()),
    }));
  });

  private readonly pill = viewChild.required(NewItemsPill);

  constructor() {
    this.filters.onChange((filters) => this.store.open(filters));
    inject(DestroyRef).onDestroy(() => {
      this.store.close();
    });
  }

  protected runShortcut(key: string): void {
    const order = this.list.items().find(({ id }) => id === this.list.selected());
    if (key === 'n') void this.pill().show();
    if (key === 'Enter' && order) void this.#router.navigate(['/orders', order.number]);
  }
}
