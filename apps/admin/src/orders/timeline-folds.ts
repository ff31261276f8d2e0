import type { TimelineRow } from './timeline';

/** A longer run of minor entries is folded. */
const maxUnfolded = 15;

/** A row, or the run of minor entries behind one button. `key` names it while entries are added at the run's end. */
export type TimelineItem =
  | { readonly kind: 'row'; readonly key: string; readonly row: TimelineRow }
  | { readonly kind: 'fold'; readonly key: string; readonly ids: readonly string[]; readonly isOpen: boolean };

/** `unfolded`: ids of entries; the run of one that is in it is shown. */
export function foldRuns(rows: readonly TimelineRow[], unfolded: ReadonlySet<string>): TimelineItem[] {
  return runsOf(rows).flatMap((run): TimelineItem[] => {
    const items = run.map((row): TimelineItem => ({ kind: 'row', key: row.entry.id, row }));
    const [first] = run;
    if (first === undefined || !first.isMinor || run.length <= maxUnfolded) return items;
    const ids = run.map(({ entry }) => entry.id);
    const isOpen = ids.some((id) => unfolded.has(id));
    return [{ kind: 'fold', key: `from ${first.entry.id}`, ids, isOpen }, ...(isOpen ? items : [])];
  });
}

/** Neighbours that are alike in being minor or not. */
function runsOf(rows: readonly TimelineRow[]): TimelineRow[][] {
  const runs: TimelineRow[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0]?.isMinor === row.isMinor) run.push(row);
    else runs.push([row]);
  }
  return runs;
}
