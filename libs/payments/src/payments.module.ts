import { CartsModule } from '@daybook/carts';
import { OrdersModule } from '@daybook/orders';
import { RealtimeModule } from '@daybook/realtime';
import { WebhooksModule } from '@daybook/webhooks';
import { Module } from '@nestjs/common';
import { CheckoutSessions } from './checkout-sessions.js';
import { StripeRefunds } from './stripe-refunds.js';
import { RefundsQueries } from './refunds.queries.js';
import { RefundsService } from './refunds.service.js';
import { StripeOrderLines } from './stripe-order-lines.js';
import { StripeClient } from './stripe-client.js';
import { StripeWebhooks } from './stripe-webhooks.js';

@Module({
  imports: [CartsModule, OrdersModule, RealtimeModule, WebhooksModule],
  providers: [
    CheckoutSessions,
    StripeRefunds,
    RefundsQueries,
    RefundsService,
    StripeClient,
    StripeOrderLines,
    StripeWebhooks,
  ],
  exports: [CheckoutSessions, RefundsQueries, RefundsService, StripeOrderLines],
})
export class PaymentsModule {}
