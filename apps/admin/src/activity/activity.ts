import { NgComponentOutlet } from '@angular/common';
import { Component, computed, DestroyRef, effect, inject, Injector, untracked, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { ActivityEntry, FeedTab } from '@daybook/contract';
import { Attention } from '../api/attention';
import { Resource } from '../api/resource';
import { badgeText } from '../ui/badge';
import { Clock } from '../ui/clock';
import type { IconName } from '../ui/icon';
import { ListBody } from '../ui/list-body';
import { LoadState } from '../ui/load-state';
import { NewItemsPill } from '../ui/new-items-pill';
import { RowShortcuts } from '../ui/row-shortcuts';
import { ShopFormatter } from '../ui/shop-formatter';
import { groupByDay } from './days';
import { FeedFilterBar } from './feed-filter-bar';
import {
  queryParamsFromFilters,
  noFilters,
  type FeedFilters,
  filtersFromQueryParams,
  isFiltered,
} from './feed-filters';
import { FeedRow } from './feed-row';
import { FeedStore } from './feed-store';
import { FeedTabs } from './feed-tabs';
import { UnconfiguredSources } from './unconfigured-sources';
import { isOpen } from './resolution';
import { EntryResolver } from './entry-resolver';

const emptyStates: Record<FeedTab, { icon: IconName; heading: string; text: string }> = {
  all: {
    icon: 'activity',
    heading: 'Nothing has happened yet',
    text: 'Orders, e-mails and product syncs appear here as they happen. Place an order in the shop to see the first one.',
  },
  attention: {
    icon: 'tick',
    heading: 'Nothing needs attention',
    text: 'Warnings and errors stay here until somebody resolves them, or a later success does.',
  },
};

@Component({
  selector: 'app-activity',
  imports: [
    FeedFilterBar,
    FeedRow,
    FeedTabs,
    ListBody,
    LoadState,
    NewItemsPill,
    NgComponentOutlet,
    RowShortcuts,
    UnconfiguredSources,
  ],
  templateUrl: './activity.html',
  styleUrl: './activity.css',
})
export class Activity {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #injector = inject(Injector);
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);
  readonly #attention = inject(Attention);
  readonly #resolver = inject(EntryResolver);
  readonly #queryParams = toSignal(this.#route.queryParamMap, { requireSync: true });

  protected readonly store = inject(FeedStore);
  protected readonly list = this.store.list;
  protected readonly filters = computed(() => filtersFromQueryParams(this.#queryParams()), { equal: sameFilters });
  protected readonly isFiltered = computed(() => isFiltered(this.filters()));
  /** What needs attention is listed by cause, unless somebody looks for certain entries. */
  protected readonly isByCause = computed(() => this.filters().tab === 'attention' && !this.isFiltered());
  /** Loaded when the tab is first opened: its code is not needed for the feed. */
  protected readonly causes = new Resource(async () => (await import('../attention/causes')).Causes);
  protected readonly attentionBadge = computed(() => badgeText(this.#attention.count()));
  protected readonly busyIds = this.#resolver.busyIds;
  protected readonly days = computed(() =>
    groupByDay(this.store.entries(), this.#shop.timeFormatter(), this.#clock.now()),
  );
  protected readonly emptyState = computed(() => emptyStates[this.filters().tab]);

  private readonly pill = viewChild(NewItemsPill);

  constructor() {
    effect(() => {
      const filters = this.filters();
      const isByCause = this.isByCause();
      untracked(() => {
        if (isByCause) this.#openCauses();
        else void this.store.open(filters);
      });
    });
    inject(DestroyRef).onDestroy(() => {
      this.store.close();
    });
  }

  protected updateFilters(change: Partial<FeedFilters>): void {
    // Further typing replaces the history entry: Back leaves the search instead of undoing a letter.
    const isTypingOn = change.q !== undefined && this.filters().q !== '';
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: queryParamsFromFilters({ ...this.filters(), ...change }),
      replaceUrl: isTypingOn,
    });
  }

  protected clearFilters(): void {
    this.updateFilters({ ...noFilters, tab: this.filters().tab });
  }

  /** The pill that had the focus is gone. */
  protected focusFirstRow(rows: HTMLElement): void {
    this.list.selected.set(null);
    setTimeout(() => rows.querySelector<HTMLElement>('[data-row]')?.focus({ preventScroll: true }));
  }

  protected resolve(entry: ActivityEntry): void {
    void this.#resolver.resolve(entry);
  }

  protected reopen(entry: ActivityEntry): void {
    void this.#resolver.reopen(entry);
  }

  protected runShortcut(key: string): void {
    const entry = this.store.entries().find(({ id }) => id === this.list.selected());
    if (key === 'e' && entry && isOpen(entry)) this.resolve(entry);
    if (key === 'n') void this.pill()?.show();
    const order = entry?.orderNumber ?? entry?.orderId;
    if (key === 'Enter' && order) void this.#router.navigate(['/orders', order], { fragment: entry?.id });
  }

  protected async showShortcuts(): Promise<void> {
    const { openShortcutsHelp } = await import('./shortcuts-help');
    openShortcutsHelp(this.#injector);
  }

  #openCauses(): void {
    this.store.close();
    if (!this.causes.isLoaded()) void this.causes.reload();
  }
}

function sameFilters(a: FeedFilters, b: FeedFilters): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
