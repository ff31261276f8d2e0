import { signal } from '@angular/core';
import { aCause } from '../../test/a-cause';
import { aProblem } from '../../test/an-entry';
import { problemKey, type ProblemRow, rowOf, RowSelection, targetOf } from './row-selection';

const row = (cause = aCause(), problem: ProblemRow['problem'] = null) => rowOf(cause, problem);
const unfolded = aCause({ problems: 3 });
const problems = [1, 2, 3].map(() => row(unfolded, aProblem()));
const [first, second, third] = problems;
const single = row(aCause({ problems: 1, canRetry: false }));
const rows = [row(unfolded), ...problems, single, row(aCause({ problems: 20 }))];
const [whole, , , , , twenty] = rows;
const ids = (...some: (ProblemRow | undefined)[]) => some.map((one) => one?.key);

function aSelection() {
  const selection = new RowSelection(signal(rows));
  return {
    selection,
    tick: (one: ProblemRow | undefined, isOn = true, isRange = false) => {
      if (one) selection.set(one, isOn, isRange);
    },
    target: () => targetOf(selection.chosen()),
  };
}

describe('selecting problems', () => {
  it('counts all problems of a cause, shown or not', () => {
    const { selection, tick, target } = aSelection();
    tick(twenty);
    tick(single);
    expect([selection.count(), target()]).toEqual([21, { causes: ids(single, twenty), ids: [] }]);
  });

  it('takes a ticked cause for each of its problems, and one that is unticked out of it', () => {
    const { selection, tick, target } = aSelection();
    tick(whole);
    expect(problems.every((one) => selection.isSelected(one))).toBe(true);
    tick(second, false);
    expect([selection.count(), target()]).toEqual([2, { causes: [], ids: [first?.problem?.id, third?.problem?.id] }]);
    expect(rows.map((one) => selection.isPartlySelected(one))[0]).toBe(true);
  });

  it('ticks a range with everything between', () => {
    const { selection, tick } = aSelection();
    tick(third);
    tick(twenty, true, true);
    expect([selection.count(), selection.chosen().map(({ key }) => key)]).toEqual([22, ids(third, single, twenty)]);
    tick(single, false, true);
    expect(selection.chosen().map(({ key }) => key)).toEqual(ids(third));
  });

  it('selects all, and nothing', () => {
    const { selection } = aSelection();
    selection.selectAll();
    expect([selection.count(), selection.canRetry()]).toEqual([24, true]);
    selection.clear();
    expect([selection.count(), selection.canRetry()]).toEqual([0, false]);
  });

  it('leaves out what is open no longer', () => {
    const shown = signal<readonly ProblemRow[]>(rows);
    const selection = new RowSelection(shown);
    selection.selectAll();
    shown.set([single]);
    expect(selection.count()).toBe(1);
  });
});

describe('the key of a problem', () => {
  it('stays when its order fails again, and tells its parcels apart', () => {
    const orderId = crypto.randomUUID();
    const of = (parcel: string) => problemKey(aProblem({ orderId, payload: { parcel } }));
    expect([of('1Z1') === of('1Z1'), of('1Z1') === of('1Z2')]).toEqual([true, false]);
  });
});
