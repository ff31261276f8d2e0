const aMinute = 60_000;
const mostAMinute = 4;

/** How often something that is kept running has ended lately. */
export class Deaths {
  #times: number[] = [];

  /** Counts one; gives how many there were in the last minute. */
  count(): number {
    this.#times = [...this.#times.filter((time) => time > Date.now() - aMinute), Date.now()];
    return this.#times.length;
  }

  /** Whether starting it again is no use. */
  get areTooMany(): boolean {
    return this.#times.length >= mostAMinute;
  }
}
