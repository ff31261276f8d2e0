import type { Signals } from './signals.js';

/** Says on a channel that something is to be done. One that is lost is made up for by whoever looks by the clock. */
export class Nudge {
  #isOnItsWay = false;

  constructor(
    private readonly signals: Signals,
    private readonly channel: string,
  ) {}

  /** Many at once share one. */
  send(): void {
    if (this.#isOnItsWay) return;
    this.#isOnItsWay = true;
    setImmediate(() => {
      this.#isOnItsWay = false;
      void this.signals.send(this.channel);
    });
  }

  async listen(look: () => void): Promise<void> {
    await this.signals.listen(this.channel, { heard: look, missedSome: look });
  }
}
