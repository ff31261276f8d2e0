import { Signals } from '@daybook/database';
import { Injectable } from '@nestjs/common';

const channel = 'daybook_inbox';

/** Tells the workers that the inbox has something; a nudge that is lost is made up for by the sweep. */
@Injectable()
export class InboxNudge {
  #isOnItsWay = false;

  constructor(private readonly signals: Signals) {}

  /** Many webhooks at once share a nudge. */
  send(): void {
    if (this.#isOnItsWay) return;
    this.#isOnItsWay = true;
    setImmediate(() => {
      this.#isOnItsWay = false;
      void this.signals.send(channel);
    });
  }

  async listen(drain: () => void): Promise<void> {
    await this.signals.listen(channel, { heard: drain, missedSome: drain });
  }
}
