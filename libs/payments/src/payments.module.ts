import { OrdersModule } from '@daybook/orders';
import { RealtimeModule } from '@daybook/realtime';
import { WebhooksModule } from '@daybook/webhooks';
import { Module } from '@nestjs/common';
import { RefundsQueries } from './refunds.queries.js';
import { RefundsService } from './refunds.service.js';
import { StripeOrderLines } from './stripe-order-lines.js';
import { StripeClient } from './stripe-client.js';
import { StripeWebhooks } from './stripe-webhooks.js';

@Module({
  imports: [OrdersModule, RealtimeModule, WebhooksModule],
  providers: [RefundsQueries, RefundsService, StripeClient, StripeOrderLines, StripeWebhooks],
  exports: [RefundsQueries, RefundsService, StripeOrderLines],
})
export class PaymentsModule {}
