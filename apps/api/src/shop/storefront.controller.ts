import { productSorts } from '@daybook/catalog';
import { maxPage, Storefront } from '@daybook/shop';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { problem } from '../problem/problem.js';
import { ShopTemplates } from './shop-templates.js';

/** Invalid values become the defaults, because links to a shop live for years. */
const listQuery = z.object({
  sort: z.enum(productSorts).catch('newest'),
  page: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number)
    .catch(1),
});

/** The same for everyone, so a minute old is good enough; after that the ETag is compared. */
const shared = { cache: 'public, max-age=60' };

@Controller()
export class StorefrontController {
  constructor(
    private readonly storefront: Storefront,
    private readonly templates: ShopTemplates,
  ) {}

  @Get()
  async home(@Res() response: Response): Promise<void> {
    await this.templates.send(response, 'home', await this.storefront.home(), shared);
  }

  @Get('collections')
  async collections(@Res() response: Response): Promise<void> {
    await this.templates.send(response, 'collections', await this.storefront.collections(), shared);
  }

  @Get('collections/:slug')
  async collection(
    @Param('slug') slug: string,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
    @Res() response: Response,
  ): Promise<void> {
    const page = query.page > maxPage ? null : await this.storefront.collection(slug, query);
    if (!page) throw problem(404, 'This collection does not exist or has fewer pages.');
    await this.templates.send(response, 'collection', page, shared);
  }

  @Get('products')
  async products(
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
    @Res() response: Response,
  ): Promise<void> {
    const page = query.page > maxPage ? null : await this.storefront.products(query);
    if (!page) throw problem(404, 'There are not that many pages of products.');
    await this.templates.send(response, 'collection', page, shared);
  }

  @Get('products/:slug')
  async product(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const page = await this.storefront.product(slug);
    if (!page) throw problem(404, 'This product does not exist or is no longer sold.');
    await this.templates.send(response, 'product', page, shared);
  }

  @Get('pages/:slug')
  async page(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const page = await this.storefront.page(slug);
    if (!page) throw problem(404, 'This page does not exist or was removed.');
    await this.templates.send(response, 'text', page, shared);
  }
}
