import { inject, Injectable, Injector } from '@angular/core';
import type { MatSnackBarRef, TextOnlySnackBar } from '@angular/material/snack-bar';

const shownMs = 10_000;

/** Short news at the foot of the page. Its code comes when the first is shown: most visits need none. */
@Injectable({ providedIn: 'root' })
export class Snackbar {
  readonly #injector = inject(Injector);
  #shown: MatSnackBarRef<TextOnlySnackBar> | null = null;

  show(text: string): void {
    void this.#open(text, 'Dismiss', () => undefined);
  }

  showWithAction(text: string, action: string, act: () => void): void {
    void this.#open(text, action, act);
  }

  /** Takes away what is shown: it was about something nobody looks at any more. */
  clear(): void {
    this.#shown?.dismiss();
  }

  async #open(text: string, action: string, act: () => void): Promise<void> {
    const { MatSnackBar } = await import('@angular/material/snack-bar');
    this.#shown = this.#injector.get(MatSnackBar).open(text, action, { duration: shownMs });
    this.#shown.onAction().subscribe(act);
  }
}
