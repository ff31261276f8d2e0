import { CartsModule } from '@daybook/carts';
import { ShopModule } from '@daybook/shop';
import { Global, Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import compression from 'compression';
import { OrdersModule } from '@daybook/orders';
import { PaymentsModule } from '@daybook/payments';
import { ErrorPages } from '../problem/problem.filter.js';
import { SameOrigin } from '../security/same-origin.js';
import { SecurityModule } from '../security/security.module.js';
import { CartController } from './cart.controller.js';
import { CartCookie } from './cart-cookie.js';
import { CheckoutController } from './checkout.controller.js';
import { SearchEnginesController } from './search-engines.controller.js';
import { ShopErrorPages } from './shop-error-pages.js';
import { ShopFilesController } from './shop-files.controller.js';
import { ShopTemplates } from './shop-templates.js';
import { StorefrontController } from './storefront.controller.js';
import { ThankYouController } from './thank-you.controller.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

const pages = [StorefrontController, CartController, CheckoutController, ThankYouController, UnsubscribeController];
const files = [SearchEnginesController, ShopFilesController];

/** The shop's public pages. Global, because any route's error may become one of its error pages. */
@Global()
@Module({
  imports: [CartsModule, OrdersModule, PaymentsModule, SecurityModule, ShopModule],
  controllers: [...pages, ...files],
  providers: [CartCookie, ShopTemplates, { provide: ErrorPages, useClass: ShopErrorPages }],
  exports: [ErrorPages, ShopTemplates],
})
export class StorefrontModule implements NestModule {
  constructor(private readonly sameOrigin: SameOrigin) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(compression()).forRoutes(...pages, ...files);
    consumer.apply(this.sameOrigin.middleware).forRoutes(CartController, CheckoutController);
  }
}
