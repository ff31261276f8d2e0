import { CartsModule } from '@daybook/carts';
import { CatalogModule } from '@daybook/catalog';
import { Module } from '@nestjs/common';
import { CartPages } from './cart-pages.js';
import { ShoppingCart } from './shopping-cart.js';
import { ShopPages } from './shop-pages.js';
import { ShopFormatter } from './shop-formatter.js';
import { Sitemap } from './sitemap.js';
import { Storefront } from './storefront.js';

@Module({
  imports: [CartsModule, CatalogModule],
  providers: [CartPages, ShoppingCart, ShopPages, ShopFormatter, Sitemap, Storefront],
  exports: [CartPages, ShoppingCart, ShopPages, ShopFormatter, Sitemap, Storefront],
})
export class ShopModule {}
