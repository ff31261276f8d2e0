import { CartsModule } from '@daybook/carts';
import { OrdersModule } from '@daybook/orders';
import { RealtimeModule } from '@daybook/realtime';
import { WebhooksModule } from '@daybook/webhooks';
import { Module } from '@nestjs/common';
import { CheckoutSessions } from './checkout-sessions.js';
import { RefundsService } from './refunds.service.js';
import { StripeClient } from './stripe-client.js';
import { StripeOrderLines } from './stripe-order-lines.js';
import { StripeRefunds } from './stripe-refunds.js';
import { StripeWebhooks } from './stripe-webhooks.js';

@Module({
  imports: [CartsModule, OrdersModule, RealtimeModule, WebhooksModule],
  providers: [CheckoutSessions, RefundsService, StripeClient, StripeOrderLines, StripeRefunds, StripeWebhooks],
  exports: [CheckoutSessions, RefundsService, StripeOrderLines],
})
export class PaymentsModule {}
