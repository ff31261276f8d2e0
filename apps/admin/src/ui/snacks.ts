import { inject, Injectable, Injector } from '@angular/core';
import type { MatSnackBarRef, TextOnlySnackBar } from '@angular/material/snack-bar';

const shownMs = 10_000;

/** Short news at the foot of the page. Its code comes when the first is shown: most visits need none. */
@Injectable({ providedIn: 'root' })
export class Snacks {
  readonly #injector = inject(Injector);
  #shown: MatSnackBarRef<TextOnlySnackBar> | null = null;

  say(words: string): void {
    void this.#show(words, 'Dismiss', () => undefined);
  }

  offer(words: string, action: string, act: () => void): void {
    void this.#show(words, action, act);
  }

  /** Takes away what is shown: it was about something nobody looks at any more. */
  clear(): void {
    this.#shown?.dismiss();
  }

  async #show(words: string, action: string, act: () => void): Promise<void> {
    const { MatSnackBar } = await import('@angular/material/snack-bar');
    this.#shown = this.#injector.get(MatSnackBar).open(words, action, { duration: shownMs });
    this.#shown.onAction().subscribe(act);
  }
}
