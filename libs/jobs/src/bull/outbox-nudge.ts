import { Signals } from '@daybook/database';
import { Injectable } from '@nestjs/common';

const channel = 'daybook_jobs';

/** Tells the relays that the outbox has something; a nudge that is lost is made up for by their own looks. */
@Injectable()
export class OutboxNudge {
  #isOnItsWay = false;

  constructor(private readonly signals: Signals) {}

  /** Many jobs at once share a nudge. */
  send(): void {
    if (this.#isOnItsWay) return;
    this.#isOnItsWay = true;
    setImmediate(() => {
      this.#isOnItsWay = false;
      void this.signals.send(channel);
    });
  }

  async listen(look: () => void): Promise<void> {
    await this.signals.listen(channel, { heard: look, missedSome: look });
  }
}
