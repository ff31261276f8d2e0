import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { SyncState } from '@daybook/contract';
import { type Provider, providerNames } from '@daybook/contract/vocabulary';
import { auditTime, Subject } from 'rxjs';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { Asked } from '../api/asked';
import { Live } from '../api/live';
import { Snacks } from '../ui/snacks';

const restMs = 200;

/** How the products of each provider stand, and how far a running sync has come: told by the socket, asked for otherwise. */
@Injectable()
export class SyncStore {
  readonly #api = inject(ApiClient);
  readonly #snacks = inject(Snacks);
  readonly #mayDiffer = new Subject<void>();

  readonly asked = new Asked<readonly SyncState[]>(async (signal) => {
    const { items } = await this.#api.send('GET /api/sync/providers', { signal });
    return items;
  });
  readonly states = computed(() => this.asked.value() ?? []);
  readonly starting = signal<ReadonlySet<Provider>>(new Set());
  /** Counts the syncs that began or ended, for what is shown of them elsewhere. */
  readonly turns = signal(0);

  constructor() {
    const live = inject(Live);
    live.on('sync:progress', ({ provider, done, total }) => {
      this.#progress(provider, done, total);
    });
    live.on('activity:recorded', ({ entry }) => {
      if (entry.eventType.startsWith('sync.')) this.#mayDiffer.next();
    });
    live.whenToAskAgain(() => {
      this.#mayDiffer.next();
    });
    this.#mayDiffer.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(() => void this.refresh());
  }

  async refresh(): Promise<void> {
    await this.asked.again();
    this.turns.update((turns) => turns + 1);
  }

  async start(provider: Provider): Promise<void> {
    if (this.starting().has(provider)) return;
    this.starting.update((some) => new Set([...some, provider]));
    try {
      await this.#api.send('POST /api/sync/:provider', { provider });
      this.#snacks.say(`The products of ${providerNames[provider]} are being read.`);
    } catch (failure) {
      this.#snacks.say(toApiError(failure).detail);
    }
    await this.refresh();
    this.starting.update((some) => new Set([...some].filter((other) => other !== provider)));
  }

  /** A push is a hint: one about a run that is not known yet has it asked for. */
  #progress(provider: Provider, done: number, total: number): void {
    const known = this.states().find((state) => state.provider === provider)?.lastRun;
    if (known?.outcome !== 'running') {
      this.#mayDiffer.next();
      return;
    }
    const moved = { ...known, done: Math.max(known.done, done), total };
    this.asked.value.set(
      this.states().map((state) => (state.provider === provider ? { ...state, lastRun: moved } : state)),
    );
  }
}
