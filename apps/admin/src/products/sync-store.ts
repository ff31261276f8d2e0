import { computed, inject, Injectable, signal } from '@angular/core';
import type { ProviderSyncSummary } from '@daybook/contract';
import { type Provider, providerLabels } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { LiveConnection } from '../api/live-connection';
import { throttle } from '../api/throttle';
import { RowActions } from '../ui/row-actions';

const throttleMs = 200;

/** The products and last sync of each provider. The socket pushes the progress of a running sync. */
@Injectable()
export class SyncStore {
  readonly #api = inject(ApiClient);
  readonly #scheduleReload = throttle(throttleMs, () => void this.reload());

  readonly resource = new Resource<readonly ProviderSyncSummary[]>(async (signal) => {
    const { items } = await this.#api.send('GET /api/sync/providers', { signal });
    return items;
  });
  readonly isLoaded = this.resource.isLoaded;
  readonly error = this.resource.error;
  readonly summaries = computed(() => this.resource.value() ?? []);
  readonly #starts = new RowActions<Provider>(() => this.reload());
  readonly startingProviders = this.#starts.runningIds.asReadonly();
  /** Counts starts and ends of syncs, so that other views know when to reload. */
  readonly reloadCount = signal(0);

  constructor() {
    const live = inject(LiveConnection);
    live.on('sync:progress', ({ provider, done, total }) => {
      this.#showProgress(provider, done, total);
    });
    live.on('activity:recorded', ({ entry }) => {
      if (entry.eventType.startsWith('sync.')) this.#scheduleReload();
    });
    live.onRefresh(() => {
      this.#scheduleReload();
    });
  }

  async reload(): Promise<void> {
    await this.resource.reload();
    this.reloadCount.update((count) => count + 1);
  }

  async start(provider: Provider): Promise<void> {
    const text = `${providerLabels[provider]} products are being synced.`;
    await this.#starts.run(provider, () => this.#api.send('POST /api/sync/:provider', { provider }), text);
  }

  /** A push about an unknown run triggers a refresh. */
  #showProgress(provider: Provider, done: number, total: number): void {
    const known = this.summaries().find((summary) => summary.provider === provider)?.lastRun;
    if (known?.outcome !== 'running') {
      this.#scheduleReload();
      return;
    }
    const moved = { ...known, done: Math.max(known.done, done), total };
    this.resource.value.set(
      this.summaries().map((summary) => (summary.provider === provider ? { ...summary, lastRun: moved } : summary)),
    );
  }
}
