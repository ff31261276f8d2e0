import { Settings } from '@daybook/config';
import { providerNames } from '@daybook/contract';
import { FulfilmentProviders } from '@daybook/fulfilment';
import type { Schedule, ScheduledTask } from '@daybook/jobs';
import { SyncRuns } from '@daybook/sync';
import { Injectable } from '@nestjs/common';

@Injectable()
export class SyncProductsClock implements ScheduledTask {
  readonly schedule: Schedule;
  readonly timeoutSeconds = 60;

  constructor(
    private readonly runs: SyncRuns,
    private readonly providers: FulfilmentProviders,
    settings: Settings,
  ) {
    this.schedule = { everySeconds: settings.syncSeconds };
  }

  async run(): Promise<string | null> {
    const started: string[] = [];
    for (const { name } of this.providers.all.filter(({ isConfigured }) => isConfigured)) {
      const { outcome } = await this.runs.start(name, null);
      if (outcome === 'started') started.push(providerNames[name]);
    }
    return started.length === 0 ? null : `Asked for the products of ${started.join(' and ')}.`;
  }
}
