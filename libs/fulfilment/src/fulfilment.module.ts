import { CatalogModule } from '@daybook/catalog';
import { Settings } from '@daybook/config';
import { OrdersModule } from '@daybook/orders';
import { RealtimeModule } from '@daybook/realtime';
import { WebhookRegistrations, WebhooksModule, WebhookSources } from '@daybook/webhooks';
import { Module, type OnModuleInit } from '@nestjs/common';
import { CancelFulfilment } from './cancel-fulfilment.job.js';
import { CancelOrder } from './cancel-order.js';
import { CancellationRecorder } from './cancellation-recorder.js';
import { CancelledParts } from './cancelled-parts.js';
import { CorrectAddress } from './correct-address.js';
import { FulfilOrder } from './fulfil-order.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { FulfilmentQueries } from './fulfilment.queries.js';
import { FulfilmentRefreshes } from './fulfilment-refreshes.js';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { ProviderOutages } from './provider-outages.js';
import { ProviderWebhooks } from './provider-webhooks.js';
import { OverdueOrders } from './overdue-orders.js';
import { RefreshFulfilment } from './refresh-fulfilment.job.js';
import { RegisterWebhooks } from './register-webhooks.job.js';
import { ResubmitOrder } from './resubmit-order.js';
import { ResumeSubmission } from './resume-submission.js';
import { OrderReviews, ReviewOrder } from './review-order.job.js';
import { SubmissionRecorder } from './submission-recorder.js';
import { SubmissionRounds } from './submission-rounds.js';
import { SubmitFulfilment } from './submit-fulfilment.job.js';
import { UnassignedLines } from './unassigned-lines.js';

const services = [
  CancelOrder,
  CorrectAddress,
  FulfilmentProviders,
  FulfilmentQueries,
  FulfilmentRefreshes,
  OverdueOrders,
  ResubmitOrder,
];
const jobs = [CancelFulfilment, RefreshFulfilment, RegisterWebhooks, ReviewOrder, SubmitFulfilment];

@Module({
  imports: [CatalogModule, OrdersModule, RealtimeModule, WebhooksModule],
  providers: [
    ...services,
    ...jobs,
    CancellationRecorder,
    CancelledParts,
    FulfilmentProgress,
    FulfilOrder,
    OrderReviews,
    ProviderOutages,
    ResumeSubmission,
    SubmissionRecorder,
    SubmissionRounds,
    UnassignedLines,
  ],
  exports: services,
})
export class FulfilmentModule implements OnModuleInit {
  constructor(
    private readonly providers: FulfilmentProviders,
    private readonly sources: WebhookSources,
    private readonly progress: FulfilmentProgress,
    private readonly refreshes: FulfilmentRefreshes,
    private readonly registrations: WebhookRegistrations,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    const { progress, refreshes } = this;
    for (const provider of this.providers.all) {
      const { webhookSecrets } = this.settings[provider.name];
      const secrets = async () => [...webhookSecrets, ...(await this.registrations.secretsOf(provider.name))];
      const isAwaitingSecret = () => this.registrations.isAwaited(provider.name);
      this.sources.register(new ProviderWebhooks(provider, { progress, refreshes, secrets, isAwaitingSecret }));
    }
  }
}
