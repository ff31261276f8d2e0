import type { SyncRun } from '@daybook/contract';
import { isolate } from '@daybook/contract/vocabulary';

const productCountText = (count: number) => `${String(count)} product${count === 1 ? '' : 's'}`;

/** What a run has changed: `3 updated, 1 new`; null when it changed nothing. */
function changesText({ added, updated, hidden }: SyncRun): string | null {
  const changes = Object.entries({ updated, new: added, hidden }).filter(([, count]) => count > 0);
  return changes.length === 0 ? null : changes.map(([what, count]) => `${String(count)} ${what}`).join(', ');
}

export function runText(run: SyncRun): string {
  if (run.outcome === 'failed') return `Failed: ${isolate(run.error ?? 'no reason was given')}`;
  if (run.outcome === 'running')
    return run.total === 0 ? 'Fetching products' : `${String(run.done)} of ${productCountText(run.total)}`;
  return `${productCountText(run.done)}, ${changesText(run) ?? 'nothing changed'}`;
}

export const triggerText = ({ requestedBy }: SyncRun): string =>
  requestedBy === null ? 'on schedule' : `by ${isolate(requestedBy)}`;
