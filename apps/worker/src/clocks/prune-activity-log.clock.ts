import { ActivityLogPruner } from '@daybook/activity-log';
import { Settings } from '@daybook/config';
import type { Schedule, ScheduledTask } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class PruneActivityLogClock implements ScheduledTask {
  readonly schedule: Schedule;
  readonly timeoutSeconds = 3_600;

  constructor(
    private readonly pruner: ActivityLogPruner,
    settings: Settings,
  ) {
    this.schedule = { dailyAtHour: 3, timeZone: settings.shop.timeZone };
  }

  async run(signal: AbortSignal): Promise<string> {
    return `Pruned ${await this.pruner.prune(signal)} entries of the activity log.`;
  }
}
