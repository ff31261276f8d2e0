import { CartError, maxQuantity } from '@daybook/carts';
import { CartPages, ShoppingCart } from '@daybook/shop';
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { problem } from '../problem/problem.js';
import { CartCookie } from './cart-cookie.js';
import { ShopTemplates } from './shop-templates.js';

const quantity = (least: number) =>
  z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(maxQuantity));

const putForm = z.object({ variant: z.uuid(), quantity: quantity(1) });
const lineForm = z.object({ quantity: quantity(0) });

/** What a shopper means to buy. */
@Controller('cart')
export class CartController {
  constructor(
    private readonly cart: ShoppingCart,
    private readonly cookie: CartCookie,
    private readonly pages: CartPages,
    private readonly templates: ShopTemplates,
  ) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const id = this.cookie.read(request);
    await this.templates.send(response, 'cart', this.pages.cart(id === null ? null : await this.cart.look(id)));
  }

  @Post('lines')
  async put(
    @Body({ schema: putForm }) form: z.output<typeof putForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const id = await this.cart.put(this.cookie.read(request), form.variant, form.quantity).catch(refused);
    if (id === null) throw problem(409, 'This cannot be bought at the moment. It may be sold out, or no longer sold.');
    this.cookie.keep(response, id);
    response.redirect(303, '/cart');
  }

  /** How many of one thing; none takes it out. */
  @Post('lines/:variant')
  async change(
    @Param('variant', { schema: z.uuid() }) variant: string,
    @Body({ schema: lineForm }) form: z.output<typeof lineForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const id = this.cookie.read(request);
    if (id !== null) await this.cart.setQuantity(id, variant, form.quantity);
    response.redirect(303, '/cart');
  }
}

function refused(error: unknown): never {
  throw error instanceof CartError ? problem(409, error.message) : error;
}
