import { Injectable } from '@nestjs/common';
import { PgNotifications } from './pg-notifications.js';

export type NudgeChannel = 'daybook_inbox' | 'daybook_jobs';

/** Wakes the processes that wait for work on a channel. A lost nudge only costs time: they also poll. */
@Injectable()
export class Nudges {
  readonly #scheduled = new Set<NudgeChannel>();

  constructor(private readonly notifications: PgNotifications) {}

  /** Calls made in the same turn of the event loop share one notification. */
  send(channel: NudgeChannel): void {
    if (this.#scheduled.has(channel)) return;
    this.#scheduled.add(channel);
    setImmediate(() => {
      this.#scheduled.delete(channel);
      void this.notifications.notify(channel);
    });
  }

  /** Runs `wake` at each nudge, and after a lost connection, when nudges may have been missed. */
  async listen(channel: NudgeChannel, wake: () => void): Promise<void> {
    await this.notifications.listen(channel, { onMessage: wake, onReconnect: wake });
  }
}
