import type { TimelineRow } from './timeline';

/** A longer run of minor entries is folded. */
const maxUnfolded = 15;

/** A row, or the run of minor entries behind one button. `key` names it while entries are added at the run's end. */
export type TimelineItem =
  | { readonly kind: 'row'; readonly key: string; readonly row: TimelineRow }
  | { readonly kind: 'fold'; readonly key: string; readonly ids: readonly string[]; readonly isOpen: boolean };

/** Between the standing entries and the newest ones, while those between are not loaded. */
export const gap = { kind: 'gap', key: 'gap' } as const;
export type ShownItem = TimelineItem | typeof gap;

/** `unfolded`: ids of entries; the run of one that is in it is shown. `standing`: ids of those that no run takes in any more. */
export function foldRuns(
  rows: readonly TimelineRow[],
  unfolded: ReadonlySet<string>,
  standing: ReadonlySet<string> = new Set(),
): TimelineItem[] {
  const canFold = ({ isMinor, entry }: TimelineRow) => isMinor && !standing.has(entry.id);
  return runsOf(rows, canFold).flatMap((run): TimelineItem[] => {
    const items = run.map((row): TimelineItem => ({ kind: 'row', key: row.entry.id, row }));
    const [first] = run;
    if (first === undefined || !canFold(first) || run.length <= maxUnfolded) return items;
    const ids = run.map(({ entry }) => entry.id);
    const isOpen = ids.some((id) => unfolded.has(id));
    return [{ kind: 'fold', key: `from ${first.entry.id}`, ids, isOpen }, ...(isOpen ? items : [])];
  });
}

/** The ids of the rows on screen that are in no run: a run that grows must not take them from under the reader. */
export function standingIds(items: readonly ShownItem[]): Set<string> {
  const inRuns = new Set(items.flatMap((item) => (item.kind === 'fold' ? item.ids : [])));
  return new Set(items.flatMap(({ kind, key }) => (kind === 'row' && !inRuns.has(key) ? key : [])));
}

/** Neighbours that are alike. */
function runsOf(rows: readonly TimelineRow[], canFold: (row: TimelineRow) => boolean): TimelineRow[][] {
  const runs: TimelineRow[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0] && canFold(run[0]) === canFold(row)) run.push(row);
    else runs.push([row]);
  }
  return runs;
}
