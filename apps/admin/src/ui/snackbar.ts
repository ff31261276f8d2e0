import { DestroyRef, inject, Injectable, Injector } from '@angular/core';
import type { MatSnackBar, MatSnackBarRef, TextOnlySnackBar } from '@angular/material/snack-bar';
import { firstValueFrom } from 'rxjs';
import { SessionStore } from '../api/session-store';
import { recoverLostFocus } from './heading-focus';

const shownMs = 10_000;
/** While another message waits. */
const shownBeforeNextMs = 4_000;

interface Message {
  readonly text: string;
  readonly action: string;
  readonly onAction: () => void;
  readonly durationMs: number;
}

/**
 * Short messages at the bottom of the page, one after another; none while nobody is signed in. The code is loaded with the
 * first message: most visits need none.
 */
@Injectable({ providedIn: 'root' })
export class Snackbar {
  readonly #injector = inject(Injector);
  readonly #session = inject(SessionStore);
  #waiting: Message[] = [];
  #isShowing = false;
  #shown: MatSnackBarRef<TextOnlySnackBar> | null = null;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.clear();
    });
  }

  show(text: string): void {
    this.showWithAction(text, 'Dismiss', () => undefined);
  }

  showWithAction(text: string, action: string, onAction: () => void, durationMs = shownMs): void {
    if (this.#session.session() === null) return;
    this.#waiting.push({ text, action, onAction, durationMs });
    const shown = this.#shown;
    if (!this.#isShowing) void this.#showAll();
    else if (shown)
      setTimeout(() => {
        shown.dismiss();
      }, shownBeforeNextMs);
  }

  clear(): void {
    this.#waiting = [];
    this.#shown?.dismiss();
  }

  async #showAll(): Promise<void> {
    this.#isShowing = true;
    try {
      const { MatSnackBar } = await import('@angular/material/snack-bar');
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
        await this.#showOne(this.#injector.get(MatSnackBar), next);
    } finally {
      this.#isShowing = false;
    }
  }

  async #showOne(bar: MatSnackBar, { text, action, onAction, durationMs }: Message): Promise<void> {
    const duration = this.#waiting.length > 0 ? Math.min(durationMs, shownBeforeNextMs) : durationMs;
    const shown = bar.open(text, action, { duration });
    this.#shown = shown;
    shown.onAction().subscribe(onAction);
    const { dismissedByAction } = await firstValueFrom(shown.afterDismissed());
    this.#shown = null;
    // The button that was pressed is gone.
    if (dismissedByAction) recoverLostFocus();
  }
}
