import { effect, type ElementRef, inject, type Signal, untracked } from '@angular/core';
import type { ActivityEntry } from '@daybook/contract';
import { LiveConnection } from '../api/live-connection';
import type { PagedList } from '../api/paged-list';
import { throttle } from '../api/throttle';

/** Further down than this, a reader is past the top of the list. */
const topPx = 40;
const staleThrottleMs = 1_000;

/** Whether a pointer, the focus or a reader further down is on a list: new rows then wait, so that nothing moves. */
export function isBeingRead(list: HTMLElement): boolean {
  return window.scrollY > topPx || list.matches(':hover, :focus-within');
}

/**
 * Reloads a list after pushes: those of entries that `concern` it, or any push without `concerns`. While somebody reads
 * the list, it only turns stale.
 */
export function reloadOnPush(
  list: PagedList<unknown>,
  rows: Signal<ElementRef<HTMLElement>>,
  concerns?: (entry: ActivityEntry) => boolean,
): void {
  const live = inject(LiveConnection);
  const markStale = throttle(staleThrottleMs, () => {
    list.isStale.set(true);
  });
  live.onRefresh(markStale);
  live.on('activity:recorded', ({ entry }) => {
    if (!concerns || concerns(entry)) markStale();
  });
  if (!concerns) live.on('order:changed', markStale);
  effect(() => {
    if (!list.isStale() || isBeingRead(rows().nativeElement)) return;
    untracked(() => void list.reload());
  });
}
