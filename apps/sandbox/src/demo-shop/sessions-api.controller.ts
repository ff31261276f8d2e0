import { Body, Controller, Get, HttpCode, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { CheckoutService, type Checkout } from '../stripe/checkout/checkout.service.js';
import { paymentChoices } from '../stripe/checkout/session-steps.js';
import { shopper, testShopper } from '../stripe/checkout/shopper.js';
import { noApiRequest } from '../stripe/webhooks/webhook-event.js';
import { unixNow } from '../stripe/stripe-id.js';
import { DemoOrders } from './demo-orders.service.js';
import { orderRequest, unixSeconds } from './order-request.js';

const opened = orderRequest.unwrap().pick({ items: true, currency: true, shipping: true, created: true }).extend({
  /** Named by the shop, so that the shopper cannot change it. */
  email: shopper.shape.email.optional(),
});
const left = z
  .strictObject({
    /** What the shopper had typed. */
    email: shopper.shape.email.nullable().default(null),
    /** They had ticked Stripe's box. */
    optIn: z.boolean().default(false),
    at: unixSeconds.optional(),
  })
  .prefault({});
const paid = z
  .strictObject({
    payment: z.enum(paymentChoices).default('paid'),
    email: shopper.shape.email.default(testShopper.email),
    settleAfterSeconds: z.int().min(0).max(3_600).default(0),
    at: unixSeconds.optional(),
  })
  .prefault({});
const listed = z.object({
  status: z.enum(['open', 'complete', 'expired']).optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(200),
});

/** Sessions one step at a time, as JSON for tests and scripts: opened, left until they expire, recovered, paid. */
@Controller('sandbox/sessions')
export class SessionsApiController {
  constructor(
    private readonly checkouts: CheckoutService,
    private readonly orders: DemoOrders,
  ) {}

  @Get()
  list(@Query({ schema: listed }) { status, limit }: z.output<typeof listed>) {
    const found = this.checkouts.newestFirst().filter(({ session }) => !status || session.status === status);
    return { items: found.slice(0, limit).map(shown) };
  }

  @Post()
  open(@Body({ schema: opened.prefault({}) }) basket: z.output<typeof opened>) {
    return shown(this.orders.openCheckout(basket));
  }

  /** Works on a session of any shop. */
  @Post(':id/expire')
  @HttpCode(200)
  expire(@Param('id') id: string, @Body({ schema: left }) { at, ...typed }: z.output<typeof left>) {
    return shown(this.checkouts.expire(this.found(id), { request: noApiRequest, at: at ?? unixNow(), left: typed }));
  }

  @Post(':id/recover')
  recover(@Param('id') id: string) {
    const lost = this.found(id);
    if (!lost.session.after_expiration?.recovery?.url) throw new NotFoundException('It has no recovery link.');
    return shown(this.checkouts.recover(lost));
  }

  @Post(':id/pay')
  @HttpCode(200)
  pay(@Param('id') id: string, @Body({ schema: paid }) { at, payment, email, ...more }: z.output<typeof paid>) {
    const checkout = this.found(id);
    const about = {
      shopper: { ...testShopper, email },
      choice: payment,
      at: at ?? unixNow(),
      delivery: 'send',
    } as const;
    this.checkouts.pay(checkout, { ...about, ...more });
    return shown(checkout);
  }

  private found(id: string): Checkout {
    const checkout = this.checkouts.find(id);
    if (!checkout) throw new NotFoundException('The sandbox has no such session. It forgets them all when it stops.');
    return checkout;
  }
}

const shown = ({ session }: Checkout) => ({
  sessionId: session.id,
  status: session.status,
  url: session.url,
  recoveryUrl: session.after_expiration?.recovery?.url ?? null,
  recoveredFrom: session.recovered_from,
  email: session.customer_details?.email ?? null,
  expiresAt: new Date(session.expires_at * 1_000).toISOString(),
});
