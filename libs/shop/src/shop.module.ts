import { CartsModule } from '@daybook/carts';
import { CatalogModule } from '@daybook/catalog';
import { Module } from '@nestjs/common';
import { CartPages } from './cart-pages.js';
import { ShoppingCart } from './shopping-cart.js';
import { ShopPages } from './shop-pages.js';
import { ShopWords } from './shop-words.js';
import { Sitemap } from './sitemap.js';
import { Storefront } from './storefront.js';

@Module({
  imports: [CartsModule, CatalogModule],
  providers: [CartPages, ShoppingCart, ShopPages, ShopWords, Sitemap, Storefront],
  exports: [CartPages, ShoppingCart, ShopPages, ShopWords, Sitemap, Storefront],
})
export class ShopModule {}
