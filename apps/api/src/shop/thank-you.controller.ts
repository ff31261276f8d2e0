import { OrdersQueries } from '@daybook/orders';
import { noindexHead } from '@daybook/shop';
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { ShopTemplates, type MessagePage } from './shop-templates.js';

const refreshSeconds = 3;
/** Two minutes of waiting. */
const maxAttempts = 40;

const query = z.object({
  session_id: z
    .string()
    .regex(/^cs_[\w-]{8,250}$/)
    .optional()
    .catch(undefined),
  attempt: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .catch(1),
});

const backToShop = { text: 'Back to the shop', href: '/' };

/** Where Stripe sends a shopper who has paid. It shows only the order number, because anyone with the address can see it. */
@Controller('checkout/thank-you')
export class ThankYouController {
  constructor(
    private readonly orders: OrdersQueries,
    private readonly templates: ShopTemplates,
  ) {}

  @Get()
  async show(
    @Query({ schema: query }) { session_id: session, attempt }: z.output<typeof query>,
    @Res() response: Response,
  ): Promise<void> {
    const order = session === undefined ? null : await this.orders.findByCheckoutSession(session);
    const page = order
      ? thanksPage(order)
      : session === undefined || attempt >= maxAttempts
        ? unknownOrderPage
        : waitingPage(session, attempt);
    await this.templates.send(response, 'message', page);
  }
}

const messagePage = (title: string, paragraphs: string[]): MessagePage => ({
  head: noindexHead(title),
  title,
  paragraphs,
  link: backToShop,
});

function thanksPage({ number, isPaid }: { number: string; isPaid: boolean }): MessagePage {
  const paid =
    'Your order is paid and going into production. We will confirm it by e-mail, and write again when it ships.';
  const pending = 'Your payment takes a few days to arrive. Production starts as soon as it does.';
  return messagePage('Thank you', [`Your order number is ${number}.`, isPaid ? paid : pending]);
}

function waitingPage(session: string, attempt: number): MessagePage {
  const paragraphs = ['We are confirming your payment. It takes a moment, and this page refreshes by itself.'];
  const href = `/checkout/thank-you?session_id=${encodeURIComponent(session)}&attempt=${attempt + 1}`;
  return { ...messagePage('Thank you', paragraphs), refresh: { seconds: refreshSeconds, href } };
}

const unknownOrderPage = messagePage('Thank you', [
  'If you have paid, your order reaches us within a few minutes. We will confirm it by e-mail, with its number.',
]);
