const firstPauseSeconds = 1;
const maxPauseSeconds = 30;
/** What has run for so long runs well: its next end is the first again. */
const wellAfterSeconds = 60;

/** How long to wait before something that has ended is started again: longer each time, but never for ever. */
export class RestartBackoff {
  #ends = 0;

  /** Seconds. `ranForSeconds`: how long it has run this time; 0 when it did not start. */
  nextPause(ranForSeconds: number): number {
    this.#ends = ranForSeconds >= wellAfterSeconds ? 1 : this.#ends + 1;
    return Math.min(maxPauseSeconds, firstPauseSeconds * 2 ** (this.#ends - 1));
  }
}
