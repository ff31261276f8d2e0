import { DestroyRef, DOCUMENT, inject, Injectable, Injector } from '@angular/core';
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
  /** By `Date.now()`: the action is offered no longer. */
  readonly actionEndsAt: number;
}

const loadMaterial = () => import('@angular/material/snack-bar');

/**
 * Short messages at the bottom of the page, one after another; none while nobody is signed in. The code is loaded when somebody
 * first presses something, so that it is there when the api is not.
 */
@Injectable({ providedIn: 'root' })
export class Snackbar {
  readonly #injector = inject(Injector);
  readonly #session = inject(SessionStore);
  #waiting: Message[] = [];
  #isShowing = false;
  #shown: MatSnackBarRef<TextOnlySnackBar> | null = null;

  constructor() {
    const preload = () => void loadMaterial().catch(() => undefined);
    for (const press of ['pointerdown', 'keydown'])
      inject(DOCUMENT).addEventListener(press, preload, { once: true, capture: true, passive: true });
    inject(DestroyRef).onDestroy(() => {
      this.clear();
    });
  }

  show(text: string): void {
    this.showWithAction(text, 'Dismiss', () => undefined);
  }

  /** `actionMs`: how long from now the action can be taken; without it as long as the message is shown. */
  showWithAction(text: string, action: string, onAction: () => void, actionMs = Infinity): void {
    if (this.#session.session() === null) return;
    this.#waiting.push({ text, action, onAction, actionEndsAt: Date.now() + actionMs });
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
      const { MatSnackBar } = await loadMaterial();
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
        await this.#showOne(this.#injector.get(MatSnackBar), next);
    } finally {
      this.#isShowing = false;
    }
  }

  async #showOne(bar: MatSnackBar, { text, action, onAction, actionEndsAt }: Message): Promise<void> {
    const actionMs = actionEndsAt - Date.now();
    const canAct = actionMs > 0;
    const durationMs = this.#waiting.length > 0 ? shownBeforeNextMs : shownMs;
    const shown = bar.open(text, canAct ? action : 'Dismiss', {
      duration: canAct ? Math.min(durationMs, actionMs) : durationMs,
    });
    this.#shown = shown;
    if (canAct) shown.onAction().subscribe(onAction);
    const { dismissedByAction } = await firstValueFrom(shown.afterDismissed());
    this.#shown = null;
    // The button that was pressed is gone.
    if (dismissedByAction) recoverLostFocus();
  }
}
