import { Component, computed, DestroyRef, effect, type ElementRef, inject, untracked, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { type OrderStatus, orderStatuses, orderStatusLabels } from '@daybook/contract/vocabulary';
import { isBeingRead } from '../ui/being-read';
import { Clock } from '../ui/clock';
import { FilterMenu } from '../ui/filter-menu';
import { LoadState } from '../ui/load-state';
import { Icon } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { LoadMoreButton } from '../ui/load-more-button';
import { NewItemsPill } from '../ui/new-items-pill';
import { Notice } from '../ui/notice';
import { RowShortcuts } from '../ui/row-shortcuts';
import { SearchField } from '../ui/search-field';
import { Shop } from '../ui/shop';
import { StatusChip } from '../ui/status-chip';
import { urlFromFilters, filtersFromUrl, isFiltered, type OrderFilters } from './order-filters';
import { OrderListStore } from './order-list-store';

@Component({
  selector: 'app-order-list',
  imports: [
    LoadState,
    FilterMenu,
    Icon,
    Timestamp,
    LoadMoreButton,
    NewItemsPill,
    Notice,
    RouterLink,
    RowShortcuts,
    SearchField,
    StatusChip,
  ],
  templateUrl: './order-list.html',
  styleUrls: ['../ui/choices.css', '../ui/table.css', './order-list.css'],
})
export class OrderList {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #clock = inject(Clock);
  readonly #queryParams = toSignal(this.#route.queryParamMap, { requireSync: true });

  protected readonly shop = inject(Shop);
  protected readonly store = inject(OrderListStore);
  protected readonly list = this.store.list;
  protected readonly filters = computed(() => filtersFromUrl(this.#queryParams()), {
    equal: (a, b) => a.q === b.q && a.status === b.status,
  });
  protected readonly isFiltered = computed(() => isFiltered(this.filters()));
  protected readonly statuses = orderStatuses.map((status) => ({ status, name: orderStatusLabels[status] }));
  protected readonly statusText = computed(() => {
    const { status } = this.filters();
    return status === null ? null : orderStatusLabels[status].toLowerCase();
  });
  protected readonly rows = computed(() => {
    const times = this.shop.times();
    return this.list.items().map((order) => ({
      order,
      total: this.shop.money(order.total),
      placed: times.ago(order.placedAt, this.#clock.now()),
    }));
  });

  private readonly search = viewChild.required(SearchField);
  private readonly table = viewChild<ElementRef<HTMLElement>>('table');

  constructor() {
    effect(() => {
      const filters = this.filters();
      untracked(() => void this.store.open(filters));
    });
    effect(() => {
      if (this.list.pendingCount() === 0 || isBeingRead(this.table()?.nativeElement)) return;
      untracked(() => void this.list.showPending());
    });
    inject(DestroyRef).onDestroy(() => {
      this.store.leave();
    });
  }

  protected updateFilters(change: Partial<OrderFilters>): void {
    const isTypingOn = change.q !== undefined && this.filters().q !== '';
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: urlFromFilters({ ...this.filters(), ...change }),
      replaceUrl: isTypingOn,
    });
  }

  protected choose(status: OrderStatus | null, menu: FilterMenu): void {
    menu.close();
    this.updateFilters({ status });
  }

  protected clearFilters(): void {
    this.updateFilters({ q: '', status: null });
  }

  protected async showPending(): Promise<void> {
    await this.list.showPending();
    window.scrollTo({ top: 0 });
  }

  protected runShortcut(key: string): void {
    const order = this.list.items().find(({ id }) => id === this.list.selected());
    if (key === '/') this.search().focus();
    if (key === 'n' && this.list.pendingCount() > 0) void this.showPending();
    if (key === 'Enter' && order) void this.#router.navigate(['/orders', order.number]);
  }
}
