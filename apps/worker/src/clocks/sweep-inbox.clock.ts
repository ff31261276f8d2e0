import type { Clock } from '@daybook/jobs';
import { InboxWorker } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';

/** Makes up for lost nudges, and takes up webhooks whose next attempt has come. */
@Injectable()
export class SweepInboxClock implements Clock {
  readonly beat = { everySeconds: 30 };
  readonly leaseSeconds = 25;

  constructor(private readonly inbox: InboxWorker) {}

  async run(): Promise<null> {
    await this.inbox.sweep();
    return null;
  }
}
