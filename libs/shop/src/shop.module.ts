import { CatalogModule } from '@daybook/catalog';
import { Module } from '@nestjs/common';
import { ShopPages } from './shop-pages.js';
import { ShopWords } from './shop-words.js';
import { Sitemap } from './sitemap.js';
import { Storefront } from './storefront.js';

@Module({
  imports: [CatalogModule],
  providers: [ShopPages, ShopWords, Sitemap, Storefront],
  exports: [ShopPages, ShopWords, Sitemap, Storefront],
})
export class ShopModule {}
