const windowMs = 60_000;

export class RateLimiter {
  #times: number[] = [];

  constructor(
    private readonly callsPerMinute: number,
    private readonly errorFor: (waitSeconds: number, callsPerMinute: number) => Error,
  ) {}

  /** Counts a call and returns how many are left. Throws the service's error when there are none. */
  consume(now = Date.now()): number {
    this.#times = this.#times.filter((time) => time > now - windowMs);
    const [oldest] = this.#times;
    if (oldest !== undefined && this.#times.length >= this.callsPerMinute) {
      throw this.errorFor(Math.ceil((oldest + windowMs - now) / 1000), this.callsPerMinute);
    }
    this.#times.push(now);
    return this.callsPerMinute - this.#times.length;
  }
}
