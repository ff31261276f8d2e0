import { productSorts } from '@daybook/catalog';
import { lastPage, Storefront } from '@daybook/shop';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { problem } from '../problem/problem.js';
import { ShopTemplates } from './shop-templates.js';

/** What cannot be meant is taken for what is usual: links to a shop live for years. */
const listQuery = z.object({
  sort: z.enum(productSorts).catch('newest'),
  page: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number)
    .catch(1),
});

/** The same for everybody: a minute old is good enough, and after that only the tag of what is there is compared. */
const shared = { cache: 'public, max-age=60' };

/** The shop's pages for reading. */
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
    const page = query.page > lastPage ? null : await this.storefront.collection(slug, query);
    if (!page) throw problem(404, 'There is no such collection here, or not so many pages of it.');
    await this.templates.send(response, 'collection', page, shared);
  }

  @Get('products')
  async products(
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
    @Res() response: Response,
  ): Promise<void> {
    const page = query.page > lastPage ? null : await this.storefront.products(query);
    if (!page) throw problem(404, 'There are not so many pages of products here.');
    await this.templates.send(response, 'collection', page, shared);
  }

  @Get('products/:slug')
  async product(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const page = await this.storefront.product(slug);
    if (!page) throw problem(404, 'There is no such product here, or not any more.');
    await this.templates.send(response, 'product', page, shared);
  }

  @Get('pages/:slug')
  async page(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const page = await this.storefront.page(slug);
    if (!page) throw problem(404, 'There is no such page here, or not any more.');
    await this.templates.send(response, 'text', page, shared);
  }
}
