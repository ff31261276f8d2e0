import {
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  Injector,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { ActivityEntry } from '@daybook/contract';
import { Attention } from '../api/attention';
import { badgeText } from '../ui/badge';
import { isBeingRead } from '../ui/being-read';
import { Clock } from '../ui/clock';
import { NewItemsPill } from '../ui/new-items-pill';
import { LoadState } from '../ui/load-state';
import { Notice } from '../ui/notice';
import { RowShortcuts } from '../ui/row-shortcuts';
import { Shop } from '../ui/shop';
import { groupByDay } from './days';
import { FeedFilterBar } from './feed-filter-bar';
import { urlFromFilters, noFilters, type FeedFilters, filtersFromUrl, isFiltered } from './feed-filters';
import { FeedRow } from './feed-row';
import { FeedStore } from './feed-store';
import { FeedTabs } from './feed-tabs';
import { UnconfiguredSources } from './unconfigured-sources';
import { isOpen } from './resolution';
import { EntryResolver } from './entry-resolver';

/** Everything that happened, newest first; and what of it needs a person. */
@Component({
  selector: 'app-activity',
  imports: [LoadState, FeedFilterBar, FeedRow, FeedTabs, NewItemsPill, Notice, UnconfiguredSources, RowShortcuts],
  templateUrl: './activity.html',
  styleUrl: './activity.css',
})
export class Activity {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #injector = inject(Injector);
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);
  readonly #attention = inject(Attention);
  readonly #resolver = inject(EntryResolver);
  readonly #queryParams = toSignal(this.#route.queryParamMap, { requireSync: true });

  protected readonly store = inject(FeedStore);
  protected readonly list = this.store.list;
  protected readonly filters = computed(() => filtersFromUrl(this.#queryParams()), { equal: sameFilters });
  protected readonly isFiltered = computed(() => isFiltered(this.filters()));
  protected readonly attention = computed(() => badgeText(this.#attention.count()));
  protected readonly days = computed(() => groupByDay(this.store.entries(), this.#shop.times(), this.#clock.now()));

  private readonly bar = viewChild.required(FeedFilterBar);
  private readonly rows = viewChild<ElementRef<HTMLElement>>('rows');

  constructor() {
    effect(() => {
      const filters = this.filters();
      untracked(() => void this.store.open(filters));
    });
    effect(() => {
      if (this.list.pendingCount() === 0 || isBeingRead(this.rows()?.nativeElement)) return;
      untracked(() => void this.list.showPending());
    });
    inject(DestroyRef).onDestroy(() => {
      this.store.leave();
    });
  }

  protected updateFilters(change: Partial<FeedFilters>): void {
    // Typing on in the same search replaces the address: going back leaves the search, not a letter of it.
    const isTypingOn = change.q !== undefined && this.filters().q !== '';
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: urlFromFilters({ ...this.filters(), ...change }),
      replaceUrl: isTypingOn,
    });
  }

  protected clearFilters(): void {
    this.updateFilters({ ...noFilters, tab: this.filters().tab });
  }

  protected async showPending(): Promise<void> {
    await this.list.showPending();
    window.scrollTo({ top: 0 });
    this.list.selected.set(null);
    // The pill that had the focus is gone: go on at the first row.
    setTimeout(() =>
      this.rows()?.nativeElement.querySelector<HTMLElement>('[data-row]')?.focus({ preventScroll: true }),
    );
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
    if (key === 'n' && this.list.pendingCount() > 0) void this.showPending();
    if (key === '/') this.bar().search().focus();
    if (key === '?') void this.showShortcuts();
    const order = entry?.orderNumber ?? entry?.orderId;
    if (key === 'Enter' && order) void this.#router.navigate(['/orders', order]);
  }

  protected async showShortcuts(): Promise<void> {
    const { openShortcutsHelp: openKeysHelp } = await import('./shortcuts-help');
    openKeysHelp(this.#injector);
  }
}

function sameFilters(a: FeedFilters, b: FeedFilters): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
