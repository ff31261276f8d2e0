import { Injectable, signal } from '@angular/core';

const tickMs = 30_000;

/** The current time, updated every 30 s, for texts such as "2 min ago". */
@Injectable({ providedIn: 'root' })
export class Clock {
  readonly #now = signal(Date.now());
  readonly now = this.#now.asReadonly();

  constructor() {
    setInterval(() => {
      this.tick();
    }, tickMs);
    // Browsers throttle the timers of hidden pages: update when the page becomes visible.
    document.addEventListener('visibilitychange', () => {
      this.tick();
    });
  }

  tick(): void {
    this.#now.set(Date.now());
  }
}
