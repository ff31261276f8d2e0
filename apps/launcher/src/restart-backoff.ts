export interface RestartRules {
  firstPauseSeconds: number;
  maxPauseSeconds: number;
  /** What has run for so long runs well: its next end is the first again. */
  wellAfterSeconds: number;
}

export const restartRules: RestartRules = { firstPauseSeconds: 1, maxPauseSeconds: 30, wellAfterSeconds: 60 };

/** Until then it may be chance. */
const problemAfterRestarts = 3;

/** How long to wait before something that has ended is started again: longer each time, but never for ever. */
export class RestartBackoff {
  #restarts = 0;

  constructor(private readonly rules: RestartRules = restartRules) {}

  /** Since it last ran well. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Whether a person should know of it. */
  get isProblem(): boolean {
    return this.#restarts >= problemAfterRestarts;
  }

  /** Seconds. `ranForSeconds`: how long it has run this time; 0 when it did not start. */
  nextPause(ranForSeconds: number): number {
    const { firstPauseSeconds, maxPauseSeconds, wellAfterSeconds } = this.rules;
    this.#restarts = ranForSeconds >= wellAfterSeconds ? 1 : this.#restarts + 1;
    return Math.min(maxPauseSeconds, firstPauseSeconds * 2 ** (this.#restarts - 1));
  }
}
