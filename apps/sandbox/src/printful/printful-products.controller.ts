import { Controller, Get, Param, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { Calls, FaultsInterceptor } from '../faults/faults.interceptor.js';
import { SandboxAddress } from '../sandbox-address.js';
import { SandboxSettings } from '../settings.js';
import { StoreProducts } from '../store/store-products.js';
import { printfulErrors } from './printful-errors.js';
import { syncProduct, syncVariant } from './printful-product-view.js';
import { PrintfulGuard } from './printful.guard.js';

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).catch(20),
  offset: z.coerce.number().int().min(0).catch(0),
});

/** The products of Printful's store; the variants of one are shown with it alone. */
@Controller('printful/sync/products')
@UseGuards(PrintfulGuard)
@UseInterceptors(FaultsInterceptor)
export class PrintfulProductsController {
  constructor(
    private readonly products: StoreProducts,
    private readonly settings: SandboxSettings,
    private readonly address: SandboxAddress,
  ) {}

  @Get()
  @Calls('products')
  list(@Query() query: unknown) {
    const { limit, offset } = listQuery.parse(query);
    const { total, products } = this.products.page('printful', offset, limit);
    const result = products.map((product) => syncProduct(product, this.store));
    return { code: 200, result, paging: { total, offset, limit } };
  }

  @Get(':id')
  @Calls('products')
  show(@Param('id') id: string) {
    const product = this.products.find('printful', id.replace(/^@store-/, ''));
    if (!product) throw printfulErrors.notFound();
    const sync_variants = product.variants.map((variant) => syncVariant(product, variant, this.store));
    return { code: 200, result: { sync_product: syncProduct(product, this.store), sync_variants } };
  }

  private get store() {
    return { sandbox: this.address.url, currency: this.settings.shop.currency };
  }
}
