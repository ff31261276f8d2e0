import { OrdersModule } from '@daybook/orders';
import { RealtimeModule } from '@daybook/realtime';
import { WebhooksModule, WebhookSources } from '@daybook/webhooks';
import { Module, type OnModuleInit } from '@nestjs/common';
import { CancelOrder } from './cancel-order.js';
import { CorrectAddress } from './correct-address.js';
import { FulfilOrder } from './fulfil-order.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { FulfilmentQueries } from './fulfilment.queries.js';
import { FulfilmentPoller } from './fulfilment-poller.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { ProviderWebhooks } from './provider-webhooks.js';
import { OverdueOrders } from './overdue-orders.js';
import { Submissions } from './submissions.js';
import { WebhookRegistrations } from './webhook-registrations.js';

const services = [
  CancelOrder,
  CorrectAddress,
  FulfilOrder,
  FulfilmentProviders,
  FulfilmentQueries,
  FulfilmentPoller,
  OverdueOrders,
  Submissions,
  WebhookRegistrations,
];

@Module({
  imports: [OrdersModule, RealtimeModule, WebhooksModule],
  providers: [...services, FulfilmentProgress],
  exports: services,
})
export class FulfilmentModule implements OnModuleInit {
  constructor(
    private readonly providers: FulfilmentProviders,
    private readonly sources: WebhookSources,
    private readonly progress: FulfilmentProgress,
    private readonly poller: FulfilmentPoller,
    private readonly registrations: WebhookRegistrations,
  ) {}

  onModuleInit(): void {
    const { progress, poller } = this;
    for (const provider of this.providers.all) {
      const secrets = () => this.registrations.activeSecrets(provider);
      this.sources.register(new ProviderWebhooks(provider, { progress, poller, secrets }));
    }
  }
}
