import { PruneActivityLog } from '@daybook/activity-log';
import { Settings } from '@daybook/config';
import type { Beat, Clock } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class PruneActivityLogClock implements Clock {
  readonly beat: Beat;
  readonly leaseSeconds = 3_600;

  constructor(
    private readonly prune: PruneActivityLog,
    settings: Settings,
  ) {
    this.beat = { nightlyAtHour: 3, timeZone: settings.shop.timeZone };
  }

  async run(signal: AbortSignal): Promise<string> {
    return `Pruned ${await this.prune.run(signal)} entries of the activity log.`;
  }
}
