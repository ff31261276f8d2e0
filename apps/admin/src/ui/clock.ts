import { Injectable, signal } from '@angular/core';

const tickMs = 30_000;

/** What time it is, to the half minute: it only moves the words "2 min ago" on, and asks nobody. */
@Injectable({ providedIn: 'root' })
export class Clock {
  readonly #now = signal(Date.now());
  readonly now = this.#now.asReadonly();

  constructor() {
    setInterval(() => {
      this.tick();
    }, tickMs);
    // A hidden page's timers are slowed down; it is put right when it is looked at again.
    document.addEventListener('visibilitychange', () => {
      this.tick();
    });
  }

  tick(): void {
    this.#now.set(Date.now());
  }
}
