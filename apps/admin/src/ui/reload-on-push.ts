import { effect, type ElementRef, inject, type Signal, untracked } from '@angular/core';
import type { ActivityEntry } from '@daybook/contract';
import { LiveConnection } from '../api/live-connection';
import type { PagedList } from '../api/paged-list';
import { throttle } from '../api/throttle';
import { isBeingRead } from './is-being-read';

const staleThrottleMs = 1_000;

/**
 * Reloads a list after pushes: those of entries that are relevant to it, or any push without `isRelevant`.
 * While somebody reads the list, it only turns stale.
 */
export function reloadOnPush(
  list: PagedList<unknown>,
  rows: Signal<ElementRef<HTMLElement>>,
  isRelevant?: (entry: ActivityEntry) => boolean,
): void {
  const live = inject(LiveConnection);
  const markStale = throttle(staleThrottleMs, () => {
    list.isStale.set(true);
  });
  live.onRefresh(markStale);
  live.on('activity:recorded', ({ entry }) => {
    if (!isRelevant || isRelevant(entry)) markStale();
  });
  if (!isRelevant) live.on('order:changed', markStale);
  effect(() => {
    if (!list.isStale() || isBeingRead(rows().nativeElement)) return;
    untracked(() => void list.reload());
  });
}
