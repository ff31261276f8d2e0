import { computed, inject, Injectable, signal } from '@angular/core';
import type { SyncState } from '@daybook/contract';
import { type Provider, providerNames } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { Asked } from '../api/asked';
import { Live } from '../api/live';
import { oncePerBurst } from '../api/once-per-burst';
import { RowDeeds } from '../ui/row-deeds';

const restMs = 200;

/** How the products of each provider stand, and how far a running sync has come: told by the socket, asked for otherwise. */
@Injectable()
export class SyncStore {
  readonly #api = inject(ApiClient);
  readonly #mayDiffer = oncePerBurst(restMs, () => void this.refresh());

  readonly asked = new Asked<readonly SyncState[]>(async (signal) => {
    const { items } = await this.#api.send('GET /api/sync/providers', { signal });
    return items;
  });
  readonly states = computed(() => this.asked.value() ?? []);
  readonly #starts = new RowDeeds<Provider>(() => this.refresh());
  readonly starting = this.#starts.underWay.asReadonly();
  /** Counts the syncs that began or ended, for what is shown of them elsewhere. */
  readonly turns = signal(0);

  constructor() {
    const live = inject(Live);
    live.on('sync:progress', ({ provider, done, total }) => {
      this.#progress(provider, done, total);
    });
    live.on('activity:recorded', ({ entry }) => {
      if (entry.eventType.startsWith('sync.')) this.#mayDiffer();
    });
    live.whenToAskAgain(() => {
      this.#mayDiffer();
    });
  }

  async refresh(): Promise<void> {
    await this.asked.again();
    this.turns.update((turns) => turns + 1);
  }

  async start(provider: Provider): Promise<void> {
    const words = `The products of ${providerNames[provider]} are being read.`;
    await this.#starts.now(provider, () => this.#api.send('POST /api/sync/:provider', { provider }), words);
  }

  /** A push is a hint: one about a run that is not known yet has it asked for. */
  #progress(provider: Provider, done: number, total: number): void {
    const known = this.states().find((state) => state.provider === provider)?.lastRun;
    if (known?.outcome !== 'running') {
      this.#mayDiffer();
      return;
    }
    const moved = { ...known, done: Math.max(known.done, done), total };
    this.asked.value.set(
      this.states().map((state) => (state.provider === provider ? { ...state, lastRun: moved } : state)),
    );
  }
}
