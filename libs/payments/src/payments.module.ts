import { OrdersModule } from '@daybook/orders';
import { WebhooksModule } from '@daybook/webhooks';
import { Module } from '@nestjs/common';
import { StripeOrderLines } from './stripe-order-lines.js';
import { StripeClient } from './stripe-client.js';
import { StripeWebhooks } from './stripe-webhooks.js';

@Module({
  imports: [OrdersModule, WebhooksModule],
  providers: [StripeClient, StripeOrderLines, StripeWebhooks],
  exports: [StripeOrderLines],
})
export class PaymentsModule {}
