const windowMs = 60_000;
const maxExits = 4;

/** Counts how often something that is kept running has ended within the last minute. */
export class RestartLimiter {
  #exits: number[] = [];

  /** Returns the exits within the last minute, this one included. */
  recordExit(): number {
    this.#exits = [...this.#exits.filter((time) => time > Date.now() - windowMs), Date.now()];
    return this.#exits.length;
  }

  get isExceeded(): boolean {
    return this.#exits.length >= maxExits;
  }
}
