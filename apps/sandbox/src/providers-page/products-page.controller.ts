import { Body, Controller, Get, Header, Post, Res } from '@nestjs/common';
import { providerNames, providers, type Provider } from '@daybook/contract';
import type { Response } from 'express';
import { z } from 'zod';
import { Pages } from '../pages/pages.js';
import { Words } from '../pages/words.js';
import { SandboxSettings } from '../settings.js';
import { pictureUrl } from '../store/pictures.controller.js';
import { StoreProducts, type StockedProduct } from '../store/store-products.js';

const shownAtMost = 12;
const dearerBy = 100;

const form = z.object({
  provider: z.enum(providers),
  count: z.coerce.number().int().min(1).max(20_000),
  deed: z.enum(['dearer', 'cheaper', 'out_of_stock', 'in_stock', 'remove', 'add']),
});

/** The page on which the shop's owner would arrange the goods at Printify and Printful. */
@Controller('products')
export class ProductsPageController {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly products: StoreProducts,
    private readonly pages: Pages,
    private readonly words: Words,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  show(): string {
    const stoodInFor = providers.filter((name) => this.settings.services.includes(name));
    return this.pages.render('products', { providers: stoodInFor.map((name) => this.view(name)) });
  }

  @Post()
  change(@Body({ schema: form }) { provider, count, deed }: z.output<typeof form>, @Res() response: Response): void {
    const deeds: Record<typeof deed, () => unknown> = {
      dearer: () => this.products.changePrices(provider, count, dearerBy),
      cheaper: () => this.products.changePrices(provider, count, -dearerBy),
      out_of_stock: () => this.products.changeStock(provider, count, false),
      in_stock: () => this.products.changeStock(provider, count, true),
      remove: () => this.products.remove(provider, count),
      add: () => this.products.add(provider, count),
    };
    deeds[deed]();
    response.redirect(303, `/products#${provider}`);
  }

  @Post('reset')
  reset(@Res() response: Response): void {
    this.products.reset();
    response.redirect(303, '/products');
  }

  private view(provider: Provider) {
    const { total, products } = this.products.page(provider, 0, shownAtMost);
    return {
      name: provider,
      words: providerNames[provider],
      count: total,
      products: products.map((product) => this.productView(product)),
      left: total - products.length,
    };
  }

  private productView({ provider, id, title, variants, blank }: StockedProduct) {
    const [first] = variants;
    const { currency } = this.settings.shop;
    return {
      title,
      price: first ? this.words.money({ amount: first.price, currency }) : '',
      picture: pictureUrl('', provider, id, blank.colours[0] ?? 'White'),
      isAvailable: variants.some(({ isAvailable }) => isAvailable),
    };
  }
}
