import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Cart, CartSummary } from '@daybook/contract';
import { auditTime, Subject } from 'rxjs';
import { ApiClient } from '../api/api-client';
import { type ApiError, toApiError } from '../api/api-error';
import { Asked } from '../api/asked';
import { Live } from '../api/live';

const pageSize = 50;
const mostAtOnce = 200;
/** Pushes come in bursts, which are asked about once. */
const restMs = 1_000;

interface Shown {
  readonly carts: readonly Cart[];
  readonly next: string | null;
  readonly summary: CartSummary;
}

/** The abandoned carts on screen, as they were when they were asked for; entries of carts tell that there is more to know. */
@Injectable()
export class CartsStore {
  readonly #api = inject(ApiClient);
  readonly #somethingHappened = new Subject<void>();

  readonly asked = new Asked<Shown>((turn) => this.#ask(turn));
  readonly carts = computed(() => this.asked.value()?.carts ?? []);
  readonly summary = computed(() => this.asked.value()?.summary ?? null);
  readonly hasMore = computed(() => (this.asked.value()?.next ?? null) !== null);
  /** Something happened to a cart since. */
  readonly mayDiffer = signal(false);
  readonly isLoadingMore = signal(false);
  readonly moreFailure = signal<ApiError | null>(null);

  constructor() {
    const live = inject(Live);
    live.on('activity:recorded', ({ entry }) => {
      if (entry.eventType.startsWith('abandoned_cart.')) this.#somethingHappened.next();
    });
    live.whenToAskAgain(() => {
      this.#somethingHappened.next();
    });
    this.#somethingHappened.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(() => {
      this.mayDiffer.set(true);
    });
  }

  async refresh(): Promise<void> {
    this.mayDiffer.set(false);
    await this.asked.again();
  }

  async loadMore(): Promise<void> {
    const shown = this.asked.value();
    if (!shown?.next || this.isLoadingMore()) return;
    this.isLoadingMore.set(true);
    this.moreFailure.set(null);
    try {
      const page = await this.#api.send('GET /api/carts', { query: { before: shown.next } });
      // Asked for again meanwhile: the page would no longer fit below it.
      if (this.asked.value() === shown)
        this.asked.value.set({ ...shown, carts: [...shown.carts, ...page.items], next: page.next });
    } catch (failure) {
      this.moreFailure.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }

  async #ask(signal: AbortSignal): Promise<Shown> {
    const limit = Math.min(mostAtOnce, Math.max(pageSize, this.carts().length));
    const [page, summary] = await Promise.all([
      this.#api.send('GET /api/carts', { query: { limit }, signal }),
      this.#api.send('GET /api/carts/summary', { signal }),
    ]);
    return { carts: page.items, next: page.next, summary };
  }
}
