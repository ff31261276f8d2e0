import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Throttle } from './throttle.js';

describe('once a second', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('does it at once, then at the end of the second however often it is asked', () => {
    let done = 0;
    const push = new Throttle(() => (done += 1));
    for (let n = 0; n < 10; n += 1) push.soon();
    jest.advanceTimersByTime(1);
    expect(done).toBe(1);

    for (let n = 0; n < 10; n += 1) push.soon();
    jest.advanceTimersByTime(900);
    expect(done).toBe(1);
    jest.advanceTimersByTime(100);
    expect(done).toBe(2);
  });

  it('goes on when the wall clock is set back by a day', () => {
    let done = 0;
    const push = new Throttle(() => (done += 1));
    push.soon();
    jest.advanceTimersByTime(1);
    jest.setSystemTime(Date.now() - 86_400_000);
    push.soon();
    jest.advanceTimersByTime(1_000);
    expect(done).toBe(2);
  });

  it('does nothing any more once it is stopped', () => {
    let done = 0;
    const push = new Throttle(() => (done += 1));
    push.soon();
    push.stop();
    jest.advanceTimersByTime(5_000);
    expect(done).toBe(0);
  });
});
