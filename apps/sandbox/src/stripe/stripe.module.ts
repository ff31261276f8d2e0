import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { nameRequest } from './api/api-request.js';
import { CheckoutSessionsController } from './api/checkout-sessions.controller.js';
import { RefundsController } from './api/refunds.controller.js';
import { UnknownRouteController } from './api/unknown-route.controller.js';
import { CheckoutService } from './checkout/checkout.service.js';
import { PayController } from './pay/pay.controller.js';
import { PayViews } from './pay/pay-views.js';
import { PaymentsPageController } from './refunds/payments-page.controller.js';
import { Payments } from './refunds/payments.js';
import { RefundsApiController } from './refunds/refunds-api.controller.js';
import { RefundsService } from './refunds/refunds.service.js';
import { Rehearsals } from './webhooks/rehearsals.js';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.js';
import { WebhookEvents } from './webhooks/webhook-events.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { WebhookSigner } from './webhooks/webhook-signer.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

/** The stand-in for Stripe: its API, its pay page, its webhooks. */
@Module({
  imports: [PagesModule],
  controllers: [
    CheckoutSessionsController,
    RefundsController,
    UnknownRouteController,
    PayController,
    WebhooksController,
    PaymentsPageController,
    RefundsApiController,
  ],
  providers: [
    CheckoutService,
    Payments,
    RefundsService,
    PayViews,
    Rehearsals,
    WebhookDeliveries,
    WebhookEvents,
    WebhookSender,
    WebhookSigner,
  ],
  exports: [CheckoutService, Payments, Rehearsals, WebhookEvents],
})
export class StripeModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(nameRequest).forRoutes('v1/*path');
  }
}
