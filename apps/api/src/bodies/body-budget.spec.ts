import { describe, expect, it } from '@jest/globals';
import { BodyBudget } from './body-budget.js';

describe('the budget of bodies', () => {
  it('has room for the newest, for which the oldest unfinished give way', () => {
    const budget = new BodyBudget(100);
    const dropped: string[] = [];
    const open = (name: string) => budget.open(() => dropped.push(name));
    const [first, second, third] = [open('first'), open('second'), open('third')];
    expect([first.grow(40), second.grow(40), third.grow(20)]).toEqual([true, true, true]);
    expect(dropped).toEqual([]);

    expect(third.grow(61)).toBe(true);
    expect(dropped).toEqual(['first', 'second']);
    expect([budget.heldBytes, budget.droppedCount]).toEqual([61, 2]);
  });

  it('never drops a body that is complete', () => {
    const budget = new BodyBudget(100);
    const dropped: string[] = [];
    const complete = budget.open(() => dropped.push('complete'));
    complete.grow(80);
    complete.complete();
    const late = budget.open(() => dropped.push('late'));

    expect(late.grow(30)).toBe(false);
    expect(dropped).toEqual(['late']);
    expect(budget.heldBytes).toBe(80);

    complete.release();
    complete.release();
    expect(budget.heldBytes).toBe(0);
    expect(budget.open(() => undefined).grow(100)).toBe(true);
  });

  it('drops the oldest even when that is the one that grows', () => {
    const budget = new BodyBudget(100);
    const dropped: string[] = [];
    const oldest = budget.open(() => dropped.push('oldest'));
    oldest.grow(60);
    budget.open(() => dropped.push('newer')).grow(40);

    expect(oldest.grow(90)).toBe(false);
    expect(dropped).toEqual(['oldest']);
    expect(budget.heldBytes).toBe(40);
  });
});
