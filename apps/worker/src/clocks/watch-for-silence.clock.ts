import { Silence } from '@daybook/fulfilment';
import type { ScheduledTask } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class WatchForSilenceClock implements ScheduledTask {
  readonly schedule = { everySeconds: 60 };
  readonly timeoutSeconds = 55;

  constructor(private readonly silence: Silence) {}

  async run(): Promise<string | null> {
    const told = await this.silence.watch();
    return told === 0 ? null : `Told of ${told} orders that are overdue.`;
  }
}
