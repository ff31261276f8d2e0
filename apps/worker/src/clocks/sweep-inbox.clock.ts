import type { ScheduledTask } from '@daybook/jobs';
import { InboxWorker } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';

/** Makes up for lost nudges, and takes up webhooks whose next attempt has come. */
@Injectable()
export class SweepInboxClock implements ScheduledTask {
  readonly schedule = { everySeconds: 30 };
  readonly timeoutSeconds = 25;

  constructor(private readonly inbox: InboxWorker) {}

  async run(): Promise<null> {
    await this.inbox.sweep();
    return null;
  }
}
