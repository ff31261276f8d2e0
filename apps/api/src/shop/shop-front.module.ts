import { ShopModule } from '@daybook/shop';
import { Global, Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import compression from 'compression';
import { ErrorPages } from '../problem/error-pages.js';
import { SearchEnginesController } from './search-engines.controller.js';
import { ShopErrorPages } from './shop-error-pages.js';
import { ShopFilesController } from './shop-files.controller.js';
import { ShopTemplates } from './shop-templates.js';
import { StorefrontController } from './storefront.controller.js';

/** The shop as shoppers and search engines meet it. Global for its error pages, which every route's errors may become. */
@Global()
@Module({
  imports: [ShopModule],
  controllers: [StorefrontController, SearchEnginesController, ShopFilesController],
  providers: [ShopTemplates, { provide: ErrorPages, useClass: ShopErrorPages }],
  exports: [ErrorPages, ShopTemplates],
})
export class ShopFrontModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(compression()).forRoutes(StorefrontController, SearchEnginesController, ShopFilesController);
  }
}
