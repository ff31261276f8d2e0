const windowMs = 60_000;

/** Counts the calls of the last minute. */
export class CallLimit {
  private times: number[] = [];

  constructor(readonly callsAMinute: number) {}

  /** Counts one more; gives how many are left, or the seconds to wait when there are none. */
  take(now = Date.now()): { left: number } | { waitSeconds: number } {
    this.times = this.times.filter((time) => time > now - windowMs);
    const [oldest] = this.times;
    if (oldest !== undefined && this.times.length >= this.callsAMinute) {
      return { waitSeconds: Math.ceil((oldest + windowMs - now) / 1000) };
    }
    this.times.push(now);
    return { left: this.callsAMinute - this.times.length };
  }
}
