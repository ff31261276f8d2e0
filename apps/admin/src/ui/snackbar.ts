import { inject, Injectable, Injector } from '@angular/core';
import type { MatSnackBarRef, TextOnlySnackBar } from '@angular/material/snack-bar';

const shownMs = 10_000;

/** Short messages at the bottom of the page. The code is loaded with the first message: most visits need none. */
@Injectable({ providedIn: 'root' })
export class Snackbar {
  readonly #injector = inject(Injector);
  #shown: MatSnackBarRef<TextOnlySnackBar> | null = null;

  show(text: string): void {
    void this.#open(text, 'Dismiss', () => undefined);
  }

  showWithAction(text: string, action: string, onAction: () => void): void {
    void this.#open(text, action, onAction);
  }

  clear(): void {
    this.#shown?.dismiss();
  }

  async #open(text: string, action: string, onAction: () => void): Promise<void> {
    const { MatSnackBar } = await import('@angular/material/snack-bar');
    this.#shown = this.#injector.get(MatSnackBar).open(text, action, { duration: shownMs });
    this.#shown.onAction().subscribe(onAction);
  }
}
