import { setProductHidden, ProductsQueries } from '@daybook/catalog';
import { productListQuery, visibilityInput, type Page, type Product, type ProductListQuery } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { orNotFound } from '../problem/problem.js';

@Controller('api/products')
export class ProductsController {
  constructor(
    private readonly database: Database,
    private readonly products: ProductsQueries,
  ) {}

  @Get()
  list(@Query({ schema: productListQuery }) query: ProductListQuery): Promise<Page<Product>> {
    return this.products.list(query);
  }

  @Put(':id/visibility')
  async setVisibility(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: visibilityInput }) { isHidden }: z.infer<typeof visibilityInput>,
  ): Promise<Product> {
    await this.database.transaction((tx) => setProductHidden(tx, id, isHidden));
    return orNotFound(await this.products.find(id), 'product');
  }
}
