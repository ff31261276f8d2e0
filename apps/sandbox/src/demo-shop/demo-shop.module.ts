import { Module } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { StripeModule } from '../stripe/stripe.module.js';
import { DemoOrders } from './demo-orders.service.js';
import { DemoShopController } from './demo-shop.controller.js';
import { SandboxApiController } from './sandbox-api.controller.js';
import { SessionsApiController } from './sessions-api.controller.js';

/** Ordering without a shop: by a page, or by JSON. */
@Module({
  imports: [PagesModule, StripeModule],
  controllers: [DemoShopController, SandboxApiController, SessionsApiController],
  providers: [DemoOrders],
})
export class DemoShopModule {}
