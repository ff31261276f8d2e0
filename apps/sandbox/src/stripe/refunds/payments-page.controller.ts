import { Body, Controller, Get, Header, NotFoundException, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Stripe } from 'stripe';
import { z } from 'zod';
import { minorUnits } from '../../money.js';
import type { PaymentView, RefundView } from '../../pages/page-models.js';
import { Pages } from '../../pages/pages.js';
import { Words } from '../../pages/words.js';
import { amountRefunded, Payments, type Payment } from './payments.js';
import { RefundsService } from './refunds.service.js';
import { StripeApiError } from '../api/stripe-api-error.js';

const paymentsShown = 50;
const refundForm = z.object({ amount: z.string().trim(), ending: z.enum(['succeeds', 'fails']).default('succeeds') });

/** What Stripe's dashboard is for here: giving money back without the shop's doing. */
@Controller('payments')
export class PaymentsPageController {
  constructor(
    private readonly payments: Payments,
    private readonly refunds: RefundsService,
    private readonly pages: Pages,
    private readonly words: Words,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  list(): string {
    return this.page(null);
  }

  @Post(':id/refund')
  refund(
    @Param('id') id: string,
    @Body({ schema: refundForm }) { amount, ending }: z.output<typeof refundForm>,
    @Res() response: Response,
  ): void {
    const payment = this.payments.find(id);
    if (!payment) throw new NotFoundException('The sandbox knows of no such payment.');
    const problem = this.tryToRefund(payment, minorUnits(amount, payment.currency), ending);
    if (problem === null) response.redirect(303, `/payments#${id}`);
    else response.status(422).type('html').send(this.page(problem));
  }

  @Post('refunds/:id/fail')
  fail(@Param('id') id: string, @Res() response: Response): void {
    this.refunds.fail(id);
    response.redirect(303, '/payments');
  }

  /** Gives what is wrong with it, as a sentence. */
  private tryToRefund(payment: Payment, amount: number | null, ending: 'succeeds' | 'fails'): string | null {
    if (amount === null || amount < 1) return 'Nothing was refunded: enter an amount, such as 12.50.';
    try {
      this.refunds.create(payment, { amount, ending, delivery: 'send' });
      return null;
    } catch (error) {
      if (error instanceof StripeApiError) return `Stripe refuses it: ${error.message}`;
      throw error;
    }
  }

  private page(problem: string | null): string {
    const payments = this.payments.newestFirst().slice(0, paymentsShown);
    return this.pages.render('payments', { problem, payments: payments.map((payment) => this.view(payment)) });
  }

  private view(payment: Payment): PaymentView {
    const { paymentIntent, sessionId, amount, currency, created, email, refunds } = payment;
    const refunded = amountRefunded(payment);
    const money = (minor: number) => this.words.money({ amount: minor, currency: currency.toUpperCase() });
    return {
      id: paymentIntent,
      sessionId,
      amount: money(amount),
      email: email ?? '',
      paid: this.words.moment(new Date(created * 1000)),
      refunded: refunded === 0 ? null : money(refunded),
      left:
        refunded === amount
          ? null
          : this.words.plainAmount({ amount: amount - refunded, currency: currency.toUpperCase() }),
      refunds: refunds.map((refund) => this.refundView(refund, money)),
    };
  }

  private refundView(refund: Stripe.Refund, money: (minor: number) => string): RefundView {
    const hasFailed = refund.status === 'failed';
    return {
      id: refund.id,
      amount: money(refund.amount),
      at: this.words.moment(new Date(refund.created * 1000)),
      state: hasFailed ? { words: 'Failed', tone: 'error' } : { words: 'Refunded', tone: 'info' },
      canFail: !hasFailed,
    };
  }
}
