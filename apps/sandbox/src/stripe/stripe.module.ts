import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { nameRequest } from './api/api-request.js';
import { CheckoutSessionsController } from './api/checkout-sessions.controller.js';
import { UnknownRouteController } from './api/unknown-route.controller.js';
import { CheckoutService } from './checkout/checkout.service.js';
import { PayController } from './pay/pay.controller.js';
import { PayViews } from './pay/pay-views.js';
import { Rehearsals } from './webhooks/rehearsals.js';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.js';
import { WebhookEvents } from './webhooks/webhook-events.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { WebhookSigner } from './webhooks/webhook-signer.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

/** The stand-in for Stripe: its API, its pay page, its webhooks. */
@Module({
  imports: [PagesModule],
  controllers: [CheckoutSessionsController, UnknownRouteController, PayController, WebhooksController],
  providers: [CheckoutService, PayViews, Rehearsals, WebhookDeliveries, WebhookEvents, WebhookSender, WebhookSigner],
  exports: [CheckoutService, Rehearsals, WebhookEvents],
})
export class StripeModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(nameRequest).forRoutes('v1/*path');
  }
}
