import { providerNames } from '@daybook/contract';
import { WebhookRegistrations } from '@daybook/fulfilment';
import type { ScheduledTask } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class RegisterWebhooksClock implements ScheduledTask {
  readonly schedule = { everySeconds: 60 };
  readonly timeoutSeconds = 55;

  constructor(private readonly registrations: WebhookRegistrations) {}

  async run(signal: AbortSignal): Promise<string | null> {
    const renewed = await this.registrations.renew(signal);
    return renewed.length === 0
      ? null
      : `Registered webhooks with ${renewed.map((name) => providerNames[name]).join(' and ')}.`;
  }
}
