import { CartError, ShopLimitError, ShopLimits, type CheckoutInput } from '@daybook/carts';
import { Settings } from '@daybook/config';
import { CheckoutSessions } from '@daybook/payments';
import {
  CartPages,
  totalToken,
  ShoppingCart,
  Storefront,
  type PricedCart,
  type CheckoutFormValues,
} from '@daybook/shop';
import { Body, Controller, Get, Logger, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { FormBodies } from '../bodies/form-bodies.js';
import { problem } from '../problem/problem.js';
import { CartCookie } from './cart-cookie.js';
import { networkOf } from './network-of.js';
import { checkoutSecurityPolicy } from './page-policy.js';
import { throwShopProblem } from './shop-problem.js';
import { ShopTemplates } from './shop-templates.js';

const checkoutForm = z.object({
  email: z.string().trim().max(1_000).catch(''),
  remind: z.literal('yes').optional().catch(undefined),
  agreedTotal: z.string().max(100).catch(''),
});
const emailAddress = z.email().max(254);

@Controller('checkout')
@UseInterceptors(FormBodies)
export class CheckoutController {
  readonly #logger = new Logger('Checkout');

  constructor(
    private readonly cart: ShoppingCart,
    private readonly cookie: CartCookie,
    private readonly pages: CartPages,
    private readonly storefront: Storefront,
    private readonly templates: ShopTemplates,
    private readonly sessions: CheckoutSessions,
    private readonly limits: ShopLimits,
    private readonly settings: Settings,
  ) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const cart = await this.findBuyableCart(request);
    if (cart) await this.showForm(response, cart, { email: cart.email ?? '' });
    else response.redirect(303, '/cart');
  }

  @Post()
  async submit(
    @Body({ schema: checkoutForm }) form: z.output<typeof checkoutForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const cart = await this.findBuyableCart(request);
    if (!cart) {
      response.redirect(303, '/cart');
      return;
    }
    const { email } = form;
    await this.cart.acceptPrices(cart);
    if (form.agreedTotal !== totalToken(cart)) {
      const message = 'The total has changed in the meantime. Please check it before you continue.';
      await this.showForm(response, cart, { email, problem: message }, 409);
    } else if (!emailAddress.safeParse(email).success) {
      const message = 'Enter an e-mail address such as ada@example.com.';
      await this.showForm(response, cart, { email, emailProblem: message }, 422);
    } else {
      const network = networkOf(request);
      const hasConsent = form.remind === 'yes' && (await this.limits.acceptsConsent(network, email));
      const { url } = await this.openSession(cart, { email, hasConsent }, network);
      response.redirect(303, url);
    }
  }

  private async openSession(cart: PricedCart, input: CheckoutInput, network: string): Promise<{ url: string }> {
    try {
      return await this.sessions.open(cart.id, input, network);
    } catch (error) {
      if (error instanceof CartError || error instanceof ShopLimitError) throwShopProblem(error);
      this.#logger.error(error);
      throw problem(503, 'The payment page could not be opened. Nothing was charged. Please try again in a moment.');
    }
  }

  /** Null when the cart is empty or has an issue, which its page shows. */
  private async findBuyableCart(request: Request): Promise<PricedCart | null> {
    const id = this.cookie.read(request);
    const cart = id === null ? null : await this.cart.findPriced(id);
    return cart?.isBuyable ? cart : null;
  }

  private async showForm(response: Response, cart: PricedCart, state: CheckoutFormValues, status = 200): Promise<void> {
    const layout = await this.storefront.layout();
    const contentSecurityPolicy = checkoutSecurityPolicy(this.settings);
    await this.templates.send(response, 'checkout', this.pages.checkout(cart, layout, state), {
      status,
      contentSecurityPolicy,
      layout,
    });
  }
}
