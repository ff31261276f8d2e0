import { Body, Controller, Get, NotFoundException, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { setTimeout as after } from 'node:timers/promises';
import { CheckoutService, type Checkout } from '../checkout/checkout.service.js';
import { unixNow } from '../stripe-id.js';
import { WebhookEvents } from '../webhooks/webhook-events.js';
import { errorsByField, leaveForm, payForm, typedValues, type LeaveForm, type PayForm } from './pay-form.js';
import { PayViews } from './pay-views.js';

const firstAnswerMs = 2_000;

/** The page the shopper is sent to, and after the payment the page that says what was sent. */
@Controller()
export class PayController {
  constructor(
    private readonly checkouts: CheckoutService,
    private readonly events: WebhookEvents,
    private readonly views: PayViews,
  ) {}

  @Get('pay/:id')
  async show(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const checkout = this.found(id);
    if (checkout.session.status === 'open') {
      response.type('html').send(this.views.form(checkout));
      return;
    }
    const events = this.events.ofSession(id);
    await Promise.race([
      Promise.all(events.map((event) => event.firstAttempt)),
      after(firstAnswerMs, undefined, { ref: false }),
    ]);
    response.type('html').send(this.views.receipt(checkout, events));
  }

  @Post('pay/:id')
  pay(@Param('id') id: string, @Body() fields: unknown, @Res() response: Response): void {
    const checkout = this.found(id);
    const form = payForm.safeParse(fields);
    if (checkout.session.status === 'open' && !form.success) {
      const problems = { values: typedValues(fields), errors: errorsByField(form.error) };
      response.status(422).type('html').send(this.views.form(checkout, problems));
      return;
    }
    if (checkout.session.status === 'open' && form.success) this.confirm(checkout, form.data);
    response.redirect(303, `/pay/${id}`);
  }

  /** What a day would do by itself. */
  @Post('pay/:id/leave')
  leave(@Param('id') id: string, @Body({ schema: leaveForm }) left: LeaveForm, @Res() response: Response): void {
    const checkout = this.found(id);
    if (checkout.session.status === 'open') this.checkouts.expire(checkout, { left });
    response.redirect(303, `/pay/${id}`);
  }

  /** Where a recovery mail leads: the lost basket, in a session of its own. */
  @Get('recover/:id')
  recover(@Param('id') id: string, @Res() response: Response): void {
    const lost = this.found(id);
    if (!lost.session.after_expiration?.recovery?.url) {
      throw new NotFoundException('This checkout has not expired, or was made without a recovery link.');
    }
    response.redirect(303, `/pay/${this.checkouts.recover(lost).session.id}`);
  }

  private confirm(checkout: Checkout, { pay_by, outcome, settle_after, ...shopper }: PayForm): void {
    this.checkouts.pay(checkout, {
      shopper,
      choice: pay_by === 'card' ? 'paid' : `delayed_${outcome}`,
      settleAfterSeconds: settle_after,
      at: unixNow(),
      delivery: 'send',
    });
  }

  private found(id: string): Checkout {
    const checkout = this.checkouts.find(id);
    if (!checkout) {
      throw new NotFoundException(
        'The sandbox has no such checkout. It forgets everything when it stops: place the order again.',
      );
    }
    return checkout;
  }
}
