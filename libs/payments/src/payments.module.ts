import { CartsModule } from '@daybook/carts';
import { OrdersModule } from '@daybook/orders';
import { RealtimeModule } from '@daybook/realtime';
import { WebhooksModule } from '@daybook/webhooks';
import { Module } from '@nestjs/common';
import { ChargeRefunds } from './charge-refunds.js';
import { CheckoutSessions } from './checkout-sessions.js';
import { CreateRefund } from './create-refund.job.js';
import { DisputesRecorder } from './disputes-recorder.js';
import { EndpointKind } from './endpoint-kind.js';
import { FetchOrderLines } from './fetch-order-lines.job.js';
import { FindCharge } from './find-charge.job.js';
import { FraudWarningsRecorder } from './fraud-warnings-recorder.js';
import { HeldRefunds } from './held-refunds.js';
import { ListRefunds } from './list-refunds.job.js';
import { PaymentOrder } from './payment-order.js';
import { PaymentWebhooks } from './payment-webhooks.js';
import { RefundEvents } from './refund-events.js';
import { RefundsRecorder } from './refunds-recorder.js';
import { RefundsService } from './refunds.service.js';
import { RegisterEndpoint } from './register-endpoint.job.js';
import { ReviewsRecorder } from './reviews-recorder.js';
import { SessionEvents } from './session-events.js';
import { SessionRecorder } from './session-recorder.js';
import { StripeClient } from './stripe-client.js';
import { StripeEndpoint } from './stripe-endpoint.js';
import { StripeRefunds } from './stripe-refunds.js';
import { StripeWebhooks } from './stripe-webhooks.js';
import { UnansweredWebhooks } from './unanswered-webhooks.js';

@Module({
  imports: [CartsModule, OrdersModule, RealtimeModule, WebhooksModule],
  providers: [
    ChargeRefunds,
    CheckoutSessions,
    CreateRefund,
    DisputesRecorder,
    EndpointKind,
    FetchOrderLines,
    FindCharge,
    FraudWarningsRecorder,
    HeldRefunds,
    ListRefunds,
    PaymentOrder,
    PaymentWebhooks,
    RefundEvents,
    RefundsRecorder,
    RefundsService,
    RegisterEndpoint,
    ReviewsRecorder,
    SessionEvents,
    SessionRecorder,
    StripeClient,
    StripeEndpoint,
    StripeRefunds,
    StripeWebhooks,
    UnansweredWebhooks,
  ],
  exports: [CheckoutSessions, HeldRefunds, RefundsService],
})
export class PaymentsModule {}
