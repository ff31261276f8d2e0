const second = 1_000;

/** Does something soon after it is asked for: at once, or at the end of the second since the last time. */
export class Throttle {
  #last = -second;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly task: () => void) {}

  soon(): void {
    // By the monotonic clock: the wall's may be set back by a day.
    this.#timer ??= setTimeout(() => this.run(), Math.max(0, this.#last + second - performance.now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  private run(): void {
    this.#timer = undefined;
    this.#last = performance.now();
    this.task();
  }
}
