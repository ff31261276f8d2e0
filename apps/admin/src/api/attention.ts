import { computed, effect, inject, Injectable, signal } from '@angular/core';
import type { AttentionCount } from '@daybook/contract';
import { ApiClient } from './api-client';
import { Live } from './live';

const nothing: AttentionCount = { count: 0, capped: false };
/** The socket tells the count as soon as it is open; when that takes longer than this, it is asked for over HTTP. */
const patienceMs = 1_000;

/** How many entries need attention: told by the socket, asked for over HTTP when it is late or was lost. */
@Injectable({ providedIn: 'root' })
export class Attention {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  readonly #known = signal(nothing);
  /** Counts tellings and questions, so that a late answer never overwrites something newer. */
  #turns = 0;

  readonly count = computed(() => this.#known().count);
  readonly capped = computed(() => this.#known().capped);

  constructor() {
    this.#live.on('attention:count', ({ count, capped }) => {
      this.#turns += 1;
      this.#known.set({ count, capped });
    });
    this.#live.whenToAskAgain(() => {
      if (this.#turns > 0) void this.ask();
    });
    const isOn = computed(() => this.#live.liveness() !== 'off');
    effect((onCleanup) => {
      if (!isOn()) {
        this.#turns = 0;
        this.#known.set(nothing);
        return;
      }
      const late = setTimeout(() => {
        if (this.#turns === 0) void this.ask();
      }, patienceMs);
      onCleanup(() => {
        clearTimeout(late);
      });
    });
  }

  async ask(): Promise<void> {
    this.#turns += 1;
    const turn = this.#turns;
    try {
      const answer = await this.#api.send('GET /api/activity/attention');
      if (turn === this.#turns) this.#known.set(answer);
    } catch {
      // The next telling or reconnect mends it; the indicator says meanwhile that the numbers may be old.
    }
  }
}
