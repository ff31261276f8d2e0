const windowMs = 60_000;

/** Limits the calls within a minute. */
export class CallLimit {
  #times: number[] = [];

  constructor(readonly callsPerMinute: number) {}

  /** Counts a call: how many are left, or how many seconds to wait when there are none. */
  count(now = Date.now()): { remaining: number } | { waitSeconds: number } {
    this.#times = this.#times.filter((time) => time > now - windowMs);
    const [oldest] = this.#times;
    if (oldest !== undefined && this.#times.length >= this.callsPerMinute) {
      return { waitSeconds: Math.ceil((oldest + windowMs - now) / 1000) };
    }
    this.#times.push(now);
    return { remaining: this.callsPerMinute - this.#times.length };
  }
}
