import { providerLabels, type Provider } from '@daybook/contract';
import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Outages } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import type { FulfilmentTables } from './fulfilment.entity.js';

/** Knows which providers take no orders at the moment. */
@Injectable()
export class ProviderOutages extends Outages<Provider> {
  protected readonly maxPauseSeconds: number;

  constructor(
    private readonly events: DomainEvents,
    settings: Settings,
  ) {
    super();
    this.maxPauseSeconds = settings.submissionRetries.backoffSeconds;
  }

  protected async countWaiting(tx: Transaction, provider: Provider): Promise<number> {
    const { orders } = await tx
      .kysely<FulfilmentTables>()
      .selectFrom('fulfilment')
      .select(({ fn }) => fn.countAll<number>().as('orders'))
      .where('provider', '=', provider)
      .where('status', '=', 'pending')
      .where('waiting_since', 'is not', null)
      .executeTakeFirstOrThrow();
    return orders;
  }

  protected publishUnavailable(tx: Transaction, provider: Provider, outage: { reason: string; waiting: number }) {
    const { reason, waiting: orders } = outage;
    return this.events.publish(tx, 'provider.unavailable', { provider, reason, orders });
  }

  protected publishAvailable(tx: Transaction, provider: Provider) {
    return this.events.publish(tx, 'provider.available', { provider });
  }

  protected resolveUnavailable(tx: Transaction, provider: Provider) {
    const problem = { type: 'provider.unavailable', where: { provider } } as const;
    return this.events.resolveProblems(tx, problem, providerLabels[provider]);
  }
}
