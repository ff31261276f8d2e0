import type { ComponentType } from '@angular/cdk/portal';
import { DestroyRef, type Injector, type Signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { recoverLostFocus } from './heading-focus';

/** A dialog waits for the response to its request. */
export interface DialogContent {
  readonly isBusy: Signal<boolean>;
}

const pageIsGone = Symbol('page is gone');

/**
 * Opens a dialog with the services of its page, and closes it with the page. Where the focus cannot return to what opened
 * it, because that is gone, it moves to the page's heading. This file imports Material's dialog code, so import it lazily.
 */
export function openDialog<C extends DialogContent>(
  component: ComponentType<C>,
  injector: Injector,
  data?: unknown,
): void {
  const opened = injector.get(MatDialog).open(component, {
    injector,
    data,
    width: '460px',
    maxWidth: 'calc(100vw - 24px)',
    panelClass: 'dialog',
    closePredicate: (result, _config, dialog) => result === pageIsGone || (dialog as C | null)?.isBusy() !== true,
  });
  const forget = injector.get(DestroyRef).onDestroy(() => {
    opened.close(pageIsGone);
  });
  opened.afterClosed().subscribe((result) => {
    if (result === pageIsGone) return;
    forget();
    recoverLostFocus();
  });
}
