import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { WebhookEvent } from '@daybook/contract';
import { webhookSourceNames } from '@daybook/contract/vocabulary';
import { auditTime, Subject } from 'rxjs';
import { ApiClient, type Query } from '../api/api-client';
import { type ApiError, toApiError } from '../api/api-error';
import { Asked } from '../api/asked';
import { Live } from '../api/live';
import { Snacks } from '../ui/snacks';
import { queryFromFilters, type WebhookFilters } from './webhook-filters';

const pageSize = 50;
const mostAtOnce = 200;
/** Pushes come in bursts, which are asked about once. */
const restMs = 1_000;

interface Shown {
  readonly webhooks: readonly WebhookEvent[];
  readonly next: string | null;
}

/** The inbox on screen, as it was when it was asked for. Nothing is told of webhooks themselves, only of what they do. */
@Injectable()
export class WebhooksStore {
  readonly #api = inject(ApiClient);
  readonly #snacks = inject(Snacks);
  readonly #somethingHappened = new Subject<void>();
  #query: Query = {};

  readonly asked = new Asked<Shown>((turn) => this.#ask(turn));
  readonly webhooks = computed(() => this.asked.value()?.webhooks ?? []);
  readonly hasMore = computed(() => (this.asked.value()?.next ?? null) !== null);
  /** Something happened since, so the inbox may stand otherwise by now. */
  readonly mayDiffer = signal(false);
  readonly isLoadingMore = signal(false);
  readonly moreFailure = signal<ApiError | null>(null);
  /** The webhooks that somebody here has just asked to be replayed, by id. */
  readonly beingReplayed = signal<ReadonlySet<string>>(new Set());

  constructor() {
    const live = inject(Live);
    const notice = () => {
      this.#somethingHappened.next();
    };
    live.on('order:changed', notice);
    live.on('activity:recorded', notice);
    live.whenToAskAgain(notice);
    this.#somethingHappened.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(() => {
      this.mayDiffer.set(true);
    });
  }

  async open(filters: WebhookFilters): Promise<void> {
    this.#query = queryFromFilters(filters);
    this.asked.forget();
    this.moreFailure.set(null);
    await this.refresh();
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
      const page = await this.#api.send('GET /api/webhooks', { query: { ...this.#query, before: shown.next } });
      // Asked for again meanwhile: the page would no longer fit below it.
      if (this.asked.value() === shown)
        this.asked.value.set({ webhooks: [...shown.webhooks, ...page.items], next: page.next });
    } catch (failure) {
      this.moreFailure.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }

  async replay({ id, source, type }: WebhookEvent): Promise<void> {
    if (this.beingReplayed().has(id)) return;
    this.beingReplayed.update((ids) => new Set([...ids, id]));
    try {
      await this.#api.send('POST /api/webhooks/:id/replay', { id });
      this.#snacks.say(`Processed once more: ${webhookSourceNames[source]}, ${type}.`);
    } catch (failure) {
      this.#snacks.say(toApiError(failure).detail);
    }
    await this.refresh();
    this.beingReplayed.update((ids) => new Set([...ids].filter((other) => other !== id)));
  }

  async #ask(signal: AbortSignal): Promise<Shown> {
    const limit = Math.min(mostAtOnce, Math.max(pageSize, this.webhooks().length));
    const page = await this.#api.send('GET /api/webhooks', { query: { ...this.#query, limit }, signal });
    return { webhooks: page.items, next: page.next };
  }
}
