import { Module } from '@nestjs/common';
import { CatalogQueries } from './catalog.queries.js';
import { SitemapQueries } from './sitemap.queries.js';

@Module({ providers: [CatalogQueries, SitemapQueries], exports: [CatalogQueries, SitemapQueries] })
export class CatalogModule {}
