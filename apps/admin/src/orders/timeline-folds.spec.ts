import type { ActivityEntry } from '@daybook/contract';
import { anEntry, aProblem } from '../../test/an-entry';
import { TimeFormatter } from '../ui/time-formatter';
import { timelineRows } from './timeline';
import { foldRuns, standingIds } from './timeline-folds';

const times = new TimeFormatter('en-GB', 'Europe/London');
const minor = (count: number) => Array.from({ length: count }, () => anEntry({ eventType: 'order.tracking_changed' }));
const folded = (entries: readonly ActivityEntry[], unfolded: readonly string[] = []) =>
  foldRuns(timelineRows(entries, times), new Set(unfolded)).map((item) =>
    item.kind === 'fold' ? `${item.ids.length} folded${item.isOpen ? ', shown' : ''}` : item.row.entry.eventType,
  );

describe('a run of minor entries', () => {
  it('of fifteen is shown, one of sixteen is folded', () => {
    expect(folded(minor(15))).toHaveLength(15);
    expect(folded(minor(16))).toEqual(['16 folded']);
  });

  it.each([
    'order.created',
    'order.submitted',
    'order.production',
    'order.shipped',
    'order.delivered',
    'order.refunded',
    'order.note',
  ] as const)('ends at %s, which always stands', (eventType) => {
    expect(folded([...minor(16), anEntry({ eventType }), ...minor(20)])).toEqual(['16 folded', eventType, '20 folded']);
  });

  it('ends at a problem, resolved or not', () => {
    const problems = [aProblem(), aProblem({ resolvedAt: '2026-02-14T14:30:00.000Z' })];
    expect(folded([...minor(16), ...problems, ...minor(3)]).slice(0, 3)).toEqual([
      '16 folded',
      'order.submission_failed',
      'order.submission_failed',
    ]);
  });

  it('takes in no entry that was on screen before it grew, but the earlier and later ones', () => {
    const run = minor(15);
    const shown = standingIds(foldRuns(timelineRows(run, times), new Set()));
    const sizes = (entries: readonly ActivityEntry[]) =>
      foldRuns(timelineRows(entries, times), new Set(), shown).map((item) => item.kind === 'fold' && item.ids.length);
    const rows = run.map(() => false);
    expect(sizes([...run, ...minor(1)])).toEqual([...rows, false]);
    expect(sizes([...minor(20), ...run, ...minor(16)])).toEqual([20, ...rows, 16]);
  });

  it('stands with nothing of a run that was unfolded', () => {
    const run = minor(16);
    const items = foldRuns(timelineRows([aProblem(), ...run], times), new Set([run[0]?.id ?? '']));
    expect([items.length, standingIds(items).size]).toEqual([18, 1]);
  });

  it('stays unfolded while it grows at either end, and when a late problem divides it', () => {
    const run = minor(20);
    const [, , third] = run;
    const unfolded = [third?.id ?? ''];
    expect(folded([...minor(5), ...run, ...minor(2)], unfolded)[0]).toBe('27 folded, shown');
    expect(folded([...run.slice(0, 18), aProblem(), ...minor(16)], unfolded)).toEqual([
      '18 folded, shown',
      ...Array.from({ length: 18 }, () => 'order.tracking_changed'),
      'order.submission_failed',
      '16 folded',
    ]);
  });
});
