import { OrdersQueries } from '@daybook/orders';
import { privateHead } from '@daybook/shop';
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { ShopTemplates, type MessagePage } from './shop-templates.js';

const secondsBetweenLooks = 3;
/** Two minutes: whoever still waits then is better told than kept. */
const mostLooks = 40;

const query = z.object({
  session_id: z
    .string()
    .regex(/^cs_[\w-]{8,250}$/)
    .optional()
    .catch(undefined),
  look: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .catch(1),
});

const toTheShop = { words: 'Back to the shop', address: '/' };

/** Where Stripe sends a shopper who has paid. It names the order and nothing else: whoever has the address sees it. */
@Controller('checkout/thank-you')
export class ThankYouController {
  constructor(
    private readonly orders: OrdersQueries,
    private readonly templates: ShopTemplates,
  ) {}

  @Get()
  async show(
    @Query({ schema: query }) { session_id: session, look }: z.output<typeof query>,
    @Res() response: Response,
  ): Promise<void> {
    const order = session === undefined ? null : await this.orders.findByCheckoutSession(session);
    const page = order ? thanks(order) : session === undefined || look >= mostLooks ? unknown : waiting(session, look);
    await this.templates.send(response, 'message', page);
  }
}

const page = (title: string, words: string[]): MessagePage => ({
  head: privateHead(title),
  title,
  words,
  link: toTheShop,
});

function thanks({ number, isPaid }: { number: string; isPaid: boolean }): MessagePage {
  const paid = 'It is paid, and goes to be made now. An e-mail confirms it, and another tells you when it is sent.';
  const pending = 'Your bank needs some days for the payment. As soon as it is here your order goes to be made.';
  return page('Thank you', [`Your order number is ${number}.`, isPaid ? paid : pending]);
}

function waiting(session: string, look: number): MessagePage {
  const words = ['Your payment is being confirmed. This page looks again by itself; it takes a moment.'];
  const address = `/checkout/thank-you?session_id=${encodeURIComponent(session)}&look=${look + 1}`;
  return { ...page('Thank you', words), refresh: { seconds: secondsBetweenLooks, address } };
}

const unknown = page('Thank you', [
  'If you have paid, your order arrives with us within some minutes, and an e-mail with its number confirms it.',
]);
