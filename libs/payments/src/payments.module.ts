import { CartsModule } from '@daybook/carts';
import { OrdersModule } from '@daybook/orders';
import { RealtimeModule } from '@daybook/realtime';
import { WebhooksModule } from '@daybook/webhooks';
import { Module } from '@nestjs/common';
import { CheckoutSessions } from './checkout-sessions.js';
import { CreateRefund } from './create-refund.job.js';
import { FetchOrderLines } from './fetch-order-lines.job.js';
import { HeldRefunds } from './held-refunds.js';
import { RefundsRecorder } from './refunds-recorder.js';
import { RefundsService } from './refunds.service.js';
import { SessionEvents } from './session-events.js';
import { SessionRecorder } from './session-recorder.js';
import { StripeClient } from './stripe-client.js';
import { StripeRefunds } from './stripe-refunds.js';
import { StripeWebhooks } from './stripe-webhooks.js';

@Module({
  imports: [CartsModule, OrdersModule, RealtimeModule, WebhooksModule],
  providers: [
    CheckoutSessions,
    CreateRefund,
    FetchOrderLines,
    HeldRefunds,
    RefundsRecorder,
    RefundsService,
    SessionEvents,
    SessionRecorder,
    StripeClient,
    StripeRefunds,
    StripeWebhooks,
  ],
  exports: [CheckoutSessions, HeldRefunds, RefundsService],
})
export class PaymentsModule {}
