import { maxQuantity } from '@daybook/carts';
import { CartPages, ShoppingCart } from '@daybook/shop';
import { Body, Controller, Get, Param, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { FormBodies } from '../bodies/form-bodies.js';
import { problem } from '../problem/problem.js';
import { throwShopProblem } from './shop-problem.js';
import { CartCookie } from './cart-cookie.js';
import { networkOf } from './network-of.js';
import { ShopTemplates } from './shop-templates.js';

const quantityField = (min: number) =>
  z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(maxQuantity));

const addForm = z.object({ variant: z.uuid(), quantity: quantityField(1) });
const lineForm = z.object({ quantity: quantityField(0) });

@Controller('cart')
@UseInterceptors(FormBodies)
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
    await this.templates.send(response, 'cart', this.pages.cart(id === null ? null : await this.cart.findPriced(id)));
  }

  @Post('lines')
  async add(
    @Body({ schema: addForm }) form: z.output<typeof addForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { variant: variantId, quantity } = form;
    const id = await this.cart
      .addItem(this.cookie.read(request), { variantId, quantity, network: networkOf(request) })
      .catch(throwShopProblem);
    if (id === null) throw problem(409, 'This is not for sale at the moment. It may be sold out.');
    this.cookie.set(response, id);
    response.redirect(303, '/cart');
  }

  /** A quantity of 0 removes the line. */
  @Post('lines/:variant')
  async setQuantity(
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
