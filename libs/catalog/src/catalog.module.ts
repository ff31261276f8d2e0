import { Module } from '@nestjs/common';
import { CatalogQueries } from './catalog.queries.js';
import { CatalogWriter } from './catalog-writer.js';
import { CollectionsService } from './collections.service.js';
import { ProductsQueries } from './products.queries.js';
import { SitemapQueries } from './sitemap.queries.js';
import { TagCollections } from './tag-collections.js';

@Module({
  providers: [CatalogQueries, CatalogWriter, CollectionsService, ProductsQueries, SitemapQueries, TagCollections],
  exports: [CatalogQueries, CatalogWriter, CollectionsService, ProductsQueries, SitemapQueries],
})
export class CatalogModule {}
