import { effect, type ElementRef, type Signal, untracked } from '@angular/core';
import type { PagedList } from '../api/paged-list';

/** Scrolled further than this, one reads something else than the top. */
const topPx = 40;

/** Whether a hand or an eye is on a list: then what is new waits behind the pill; otherwise it comes in at the top. */
export function isBeingRead(list: HTMLElement | undefined): boolean {
  return window.scrollY > topPx || list?.matches(':hover, :focus-within') === true;
}

/** Asks for a list again when it may differ. Nothing moves under the reader's hand: then it only says that there is more to know. */
export function refreshUnlessBeingRead(
  list: PagedList<unknown>,
  rows: Signal<ElementRef<HTMLElement> | undefined>,
): void {
  effect(() => {
    if (!list.isStale() || isBeingRead(rows()?.nativeElement)) return;
    untracked(() => void list.reload());
  });
}
