import { Module } from '@nestjs/common';
import { StorefrontQueries } from './storefront.queries.js';
import { CatalogWriter } from './catalog-writer.js';
import { CollectionsService } from './collections.service.js';
import { ProductsQueries } from './products.queries.js';
import { SitemapQueries } from './sitemap.queries.js';
import { TagCollections } from './tag-collections.js';

@Module({
  providers: [StorefrontQueries, CatalogWriter, CollectionsService, ProductsQueries, SitemapQueries, TagCollections],
  exports: [StorefrontQueries, CatalogWriter, CollectionsService, ProductsQueries, SitemapQueries],
})
export class CatalogModule {}
