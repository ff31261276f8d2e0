import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { providers } from '@daybook/contract';
import { z } from 'zod';
import { StoreProducts, type StockedProduct } from './store-products.js';

const provider = z.enum(providers).default('printify');
const count = z.coerce.number().int().min(0).max(20_000).default(1);
const listQuery = z.object({ provider, limit: z.coerce.number().int().min(1).max(20_000).default(100) });

export const priceRequest = z.strictObject({ provider, count, by: z.coerce.number().int().default(100) });
export const stockRequest = z.strictObject({ provider, count, isAvailable: z.boolean().default(false) });
export const countRequest = z.strictObject({ provider, count });

/** What the providers have to sell, as JSON for tests and scripts. */
@Controller('sandbox/products')
export class StoreApiController {
  constructor(private readonly products: StoreProducts) {}

  @Get()
  list(@Query({ schema: listQuery }) { provider: of, limit }: z.output<typeof listQuery>) {
    const { total, products } = this.products.page(of, 0, limit);
    return { total, items: products.map(shown) };
  }

  @Post('prices')
  @HttpCode(200)
  prices(@Body({ schema: priceRequest }) { provider: of, count: some, by }: z.output<typeof priceRequest>) {
    return { items: this.products.changePrices(of, some, by).map(shown) };
  }

  @Post('stock')
  @HttpCode(200)
  stock(@Body({ schema: stockRequest }) { provider: of, count: some, isAvailable }: z.output<typeof stockRequest>) {
    return { items: this.products.changeStock(of, some, isAvailable).map(shown) };
  }

  @Post('remove')
  @HttpCode(200)
  remove(@Body({ schema: countRequest }) { provider: of, count: some }: z.output<typeof countRequest>) {
    return { items: this.products.remove(of, some).map(shown) };
  }

  @Post('add')
  @HttpCode(200)
  add(@Body({ schema: countRequest }) { provider: of, count: some }: z.output<typeof countRequest>) {
    this.products.add(of, some);
    return { total: this.products.count(of) };
  }

  @Post('reset')
  @HttpCode(204)
  reset(): void {
    this.products.reset();
  }
}

const shown = ({ id, title, variants }: StockedProduct) => ({
  id,
  title,
  variants: variants.map(({ id: variantId, title: name, price, sku, isAvailable }) => ({
    id: variantId,
    title: name,
    price,
    sku,
    isAvailable,
  })),
});
