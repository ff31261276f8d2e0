import { inject, Injectable, Injector } from '@angular/core';

const shownMs = 10_000;

/** Short news at the foot of the page. Its code comes when the first is shown: most visits need none. */
@Injectable({ providedIn: 'root' })
export class Snacks {
  readonly #injector = inject(Injector);

  say(words: string): void {
    void this.#show(words, 'Dismiss', () => undefined);
  }

  offer(words: string, action: string, act: () => void): void {
    void this.#show(words, action, act);
  }

  async #show(words: string, action: string, act: () => void): Promise<void> {
    const { MatSnackBar } = await import('@angular/material/snack-bar');
    const shown = this.#injector.get(MatSnackBar).open(words, action, { duration: shownMs });
    shown.onAction().subscribe(act);
  }
}
