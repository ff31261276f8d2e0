import { effect, type ElementRef, type Signal, untracked } from '@angular/core';
import type { Paged } from '../api/paged';
import { isBeingRead } from './being-read';

/** Asks for a list again when it may differ. Nothing moves under the reader's hand: then it only says that there is more to know. */
export function refreshUnlessRead(list: Paged<unknown>, rows: Signal<ElementRef<HTMLElement> | undefined>): void {
  effect(() => {
    if (!list.mayDiffer() || isBeingRead(rows()?.nativeElement)) return;
    untracked(() => void list.refresh());
  });
}
