import { computed, inject, Injectable, signal } from '@angular/core';
import type { AttentionCount } from '@daybook/contract';
import { ApiClient } from './api-client';
import { Live } from './live';

/** How many entries need attention: told by the socket, and asked for over HTTP on load and after a reconnect. */
@Injectable({ providedIn: 'root' })
export class Attention {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  readonly #known = signal<AttentionCount>({ count: 0, capped: false });
  #tellings = 0;

  readonly count = computed(() => this.#known().count);
  readonly capped = computed(() => this.#known().capped);

  constructor() {
    this.#live.on('attention:count', ({ count, capped }) => {
      this.#tellings += 1;
      this.#known.set({ count, capped });
    });
    this.#live.whenToAskAgain(() => void this.ask());
    void this.ask();
  }

  async ask(): Promise<void> {
    this.#tellings += 1;
    const asked = this.#tellings;
    try {
      const answer = await this.#api.send('GET /api/activity/attention');
      // Something newer was told or asked while this answer was on its way.
      if (asked === this.#tellings) this.#known.set(answer);
    } catch {
      // The next telling or reconnect mends it; the indicator says meanwhile that the numbers may be old.
    }
  }
}
