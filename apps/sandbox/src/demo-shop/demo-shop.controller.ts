import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { providerNames } from '@daybook/contract';
import type { Response } from 'express';
import { z } from 'zod';
import { navigationFor } from '../pages/navigation.js';
import { Pages } from '../pages/pages.js';
import { Words } from '../pages/words.js';
import { SandboxSettings } from '../settings.js';
import { DemoOrders } from './demo-orders.service.js';
import { demoProducts, demoShipping } from './demo-products.js';
import { orderRequest } from './order-request.js';

const basketForm = z.object({
  go: z.enum(['checkout', 'paid']).default('checkout'),
  quantity: z.record(z.string(), z.coerce.number().int().min(0).max(99)).default({}),
});
type BasketForm = z.output<typeof basketForm>;

/** The page on which a newcomer buys something. */
@Controller()
export class DemoShopController {
  constructor(
    private readonly orders: DemoOrders,
    private readonly pages: Pages,
    private readonly words: Words,
    private readonly settings: SandboxSettings,
  ) {}

  @Get()
  show(@Res() response: Response): void {
    const { services } = this.settings;
    // beside the shop's own Stripe there is nothing to buy here
    const home = services.includes('stripe') ? '/' : (navigationFor(services)[0]?.address ?? '/');
    if (home === '/') response.type('html').send(this.page(null));
    else response.redirect(303, home);
  }

  @Post('orders')
  order(@Body({ schema: basketForm }) form: BasketForm, @Res() response: Response): void {
    const items = demoProducts.flatMap(({ slug }) => {
      const quantity = form.quantity[slug] ?? 0;
      return quantity > 0 ? [{ product: slug, quantity }] : [];
    });
    if (items.length === 0) {
      response.status(422).type('html').send(this.page('The basket is empty. Choose at least one thing.'));
      return;
    }
    const checkout =
      form.go === 'paid'
        ? this.orders.place(orderRequest.parse({ items })).checkout
        : this.orders.openCheckout({ items });
    response.redirect(303, `/pay/${checkout.session.id}`);
  }

  private page(problem: string | null): string {
    const { currency } = this.settings.shop;
    const price = (amount: number) => this.words.money({ amount, currency });
    const basket = demoProducts.reduce((sum, product) => sum + product.price * product.quantity, 0);
    return this.pages.render('place-order', {
      products: demoProducts.map((product) => ({
        ...product,
        provider: providerNames[product.provider],
        price: price(product.price),
      })),
      shipping: price(demoShipping),
      defaultTotal: price(basket + demoShipping),
      problem,
    });
  }
}
