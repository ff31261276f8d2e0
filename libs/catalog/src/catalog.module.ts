import { Module } from '@nestjs/common';
import { CatalogWriter } from './catalog-writer.js';
import { CollectionsService } from './collections.service.js';
import { ProductsQueries } from './products.queries.js';
import { TagCollections } from './tag-collections.js';

@Module({
  providers: [CatalogWriter, CollectionsService, ProductsQueries, TagCollections],
  exports: [CatalogWriter, CollectionsService, ProductsQueries],
})
export class CatalogModule {}
