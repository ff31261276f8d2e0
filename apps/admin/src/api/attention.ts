import { computed, effect, inject, Injectable, signal } from '@angular/core';
import type { AttentionCount } from '@daybook/contract';
import { ApiClient } from './api-client';
import { LiveConnection } from './live-connection';

const none: AttentionCount = { count: 0, isCapped: false };
/** The socket sends the count when it opens. If that takes longer, it is fetched over HTTP. */
const pushTimeoutMs = 1_000;

/** How many entries need attention: pushed by the socket, fetched over HTTP when the push is late or lost. */
@Injectable({ providedIn: 'root' })
export class Attention {
  readonly #api = inject(ApiClient);
  readonly #live = inject(LiveConnection);
  readonly #known = signal(none);
  /** Rises with each push and fetch, so that a late response never overwrites something newer. */
  #version = 0;

  readonly count = computed(() => this.#known().count);

  constructor() {
    this.#live.on('attention:count', ({ count, isCapped }) => {
      this.#version += 1;
      this.#known.set({ count, isCapped });
    });
    this.#live.onRefresh(() => {
      if (this.#version > 0) void this.refresh();
    });
    const isOn = computed(() => this.#live.state() !== 'off');
    effect((onCleanup) => {
      if (!isOn()) {
        this.#version = 0;
        this.#known.set(none);
        return;
      }
      const late = setTimeout(() => {
        if (this.#version === 0) void this.refresh();
      }, pushTimeoutMs);
      onCleanup(() => {
        clearTimeout(late);
      });
    });
  }

  async refresh(): Promise<void> {
    this.#version += 1;
    const version = this.#version;
    try {
      const answer = await this.#api.send('GET /api/activity/attention');
      if (version === this.#version) this.#known.set(answer);
    } catch {
      // The next push or reconnect corrects it. Meanwhile the indicator shows that the count may be old.
    }
  }
}
