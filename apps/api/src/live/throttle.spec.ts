import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Throttle } from './throttle.js';

describe('Throttle', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('runs at once, then at most once a second', () => {
    let runs = 0;
    const throttle = new Throttle(() => (runs += 1));
    for (let n = 0; n < 10; n += 1) throttle.schedule();
    jest.advanceTimersByTime(1);
    expect(runs).toBe(1);

    for (let n = 0; n < 10; n += 1) throttle.schedule();
    jest.advanceTimersByTime(900);
    expect(runs).toBe(1);
    jest.advanceTimersByTime(100);
    expect(runs).toBe(2);
  });

  it('keeps running when the wall clock is set back', () => {
    let runs = 0;
    const throttle = new Throttle(() => (runs += 1));
    throttle.schedule();
    jest.advanceTimersByTime(1);
    jest.setSystemTime(Date.now() - 86_400_000);
    throttle.schedule();
    jest.advanceTimersByTime(1_000);
    expect(runs).toBe(2);
  });

  it('does not run once it is stopped', () => {
    let runs = 0;
    const throttle = new Throttle(() => (runs += 1));
    throttle.schedule();
    throttle.stop();
    jest.advanceTimersByTime(5_000);
    expect(runs).toBe(0);
  });
});
