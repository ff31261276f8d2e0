import { Settings } from '@daybook/config';
import { Looks } from '@daybook/fulfilment';
import type { Schedule, ScheduledTask } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

/** Providers go silent at times: Printify for an hour after webhooks that failed. */
@Injectable()
export class PollFulfilmentClock implements ScheduledTask {
  readonly schedule: Schedule;
  readonly timeoutSeconds = 60;

  constructor(
    private readonly looks: Looks,
    settings: Settings,
  ) {
    this.schedule = { everySeconds: settings.statusPollSeconds };
  }

  async run(): Promise<string | null> {
    const parts = await this.looks.poll();
    return parts === 0 ? null : `Asked for a look at ${parts} parts of orders that are on their way.`;
  }
}
