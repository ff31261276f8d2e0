import { Component, computed, effect, type ElementRef, inject, untracked, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { webhookSourceNames, webhookSources, webhookStateLabels, webhookStates } from '@daybook/contract/vocabulary';
import { LoadState } from '../ui/load-state';
import { LoadMoreButton } from '../ui/load-more-button';
import { Notice } from '../ui/notice';
import { RefreshButton } from '../ui/refresh-button';
import { refreshUnlessBeingRead } from '../ui/being-read';
import { filtersFromUrl, queryFromFilters } from './webhook-filters';
import { WebhookRow } from './webhook-row';
import { WebhooksStore } from './webhooks-store';

const sources = webhookSources.map((value) => ({ value, name: webhookSourceNames[value] }));
const states = webhookStates.map((value) => ({ value, name: webhookStateLabels[value] }));

/** Every webhook that was taken, and what became of it. */
@Component({
  selector: 'app-webhooks',
  imports: [LoadState, LoadMoreButton, Notice, RefreshButton, WebhookRow],
  providers: [WebhooksStore],
  templateUrl: './webhooks.html',
  styleUrl: './webhooks.css',
})
export class Webhooks {
  readonly #router = inject(Router);
  readonly #queryParams = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  protected readonly store = inject(WebhooksStore);
  protected readonly list = this.store.list;
  protected readonly resource = this.list.resource;
  protected readonly sources = sources;
  protected readonly states = states;
  protected readonly filters = computed(() => filtersFromUrl(this.#queryParams()));
  protected readonly isFiltered = computed(() => this.filters().source !== null || this.filters().state !== null);

  private readonly rows = viewChild<ElementRef<HTMLElement>>('rows');

  constructor() {
    effect(() => {
      const filters = this.filters();
      untracked(() => void this.list.open(queryFromFilters(filters)));
    });
    refreshUnlessBeingRead(this.list, this.rows);
  }

  protected setFilter(name: 'source' | 'state', { target }: Event): void {
    const value = target instanceof HTMLSelectElement && target.value !== '' ? target.value : null;
    void this.#router.navigate([], { queryParams: { [name]: value }, queryParamsHandling: 'merge' });
  }

  protected clearFilters(): void {
    void this.#router.navigate([], { queryParams: {} });
  }
}
