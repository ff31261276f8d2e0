const intervalMs = 1_000;

/** Runs a task at most once a second: at once, or a second after the last run. */
export class Throttle {
  #lastRunAt = -intervalMs;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly task: () => void) {}

  schedule(): void {
    // The monotonic clock, because the wall clock may be set back.
    this.#timer ??= setTimeout(() => this.run(), Math.max(0, this.#lastRunAt + intervalMs - performance.now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  private run(): void {
    this.#timer = undefined;
    this.#lastRunAt = performance.now();
    this.task();
  }
}
