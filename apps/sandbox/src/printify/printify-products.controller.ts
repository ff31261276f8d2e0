import { Controller, Get, Param, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { Calls, FaultsInterceptor } from '../faults/faults.interceptor.js';
import { SandboxAddress } from '../sandbox-address.js';
import { SandboxSettings } from '../settings.js';
import type { StockedProduct } from '../store/store-products.js';
import { StoreProducts } from '../store/store-products.js';
import { printifyErrors } from './printify-errors.js';
import { printifyPage } from './printify-page.js';
import { printifyProduct } from './printify-product-view.js';
import { PrintifyGuard } from './printify.guard.js';

const most = 50;
const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(most).catch(most),
  page: z.coerce.number().int().min(1).catch(1),
});

/** The products of Printify's shop, fifty a page at most. */
@Controller('printify/v1/shops/:shop')
@UseGuards(PrintifyGuard)
@UseInterceptors(FaultsInterceptor)
export class PrintifyProductsController {
  constructor(
    private readonly products: StoreProducts,
    private readonly settings: SandboxSettings,
    private readonly address: SandboxAddress,
  ) {}

  @Get('products.json')
  @Calls('products')
  list(@Query() query: unknown) {
    const page = printifyPage(this.products.of('printify'), listQuery.parse(query));
    return { ...page, data: page.data.map((product) => this.view(product)) };
  }

  @Get('products/:id.json')
  @Calls('products')
  show(@Param('id') id: string) {
    const product = this.products.find('printify', id);
    if (!product) throw printifyErrors.notFound();
    return this.view(product);
  }

  private view(product: StockedProduct) {
    return printifyProduct(product, { sandbox: this.address.url, shopId: this.settings.printify.shopId });
  }
}
