import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { Calls, FaultsInterceptor } from '../../faults/faults.interceptor.js';
import { Payments, type Payment } from '../refunds/payments.js';
import { RefundsService } from '../refunds/refunds.service.js';
import type { ApiRequest as ApiRequestFacts } from '../webhooks/webhook-event.js';
import { ApiRequest } from './api-request.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { parseParams } from './parse-params.js';
import { SecretKeyGuard } from './secret-key.guard.js';
import { StripeApiError } from './stripe-api-error.js';

const digits = z.string().regex(/^\d+$/, 'integer').transform(Number);
const refundParams = z.strictObject({
  payment_intent: z.string().min(1).optional(),
  charge: z.string().min(1).optional(),
  amount: digits.pipe(z.int().min(1).max(99_999_999)).optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: z.record(z.string().min(1).max(40), z.string().max(500)).default({}),
});
const listParams = z.strictObject({
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
  limit: digits.pipe(z.int().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
});

/** The part of Stripe's API that gives money back. */
@Controller('v1/refunds')
@UseGuards(SecretKeyGuard)
@UseInterceptors(FaultsInterceptor, IdempotencyInterceptor)
export class RefundsController {
  constructor(
    private readonly payments: Payments,
    private readonly refunds: RefundsService,
  ) {}

  @Post()
  @HttpCode(200)
  @Calls('refund')
  create(@Body() fields: unknown, @ApiRequest() request: ApiRequestFacts) {
    const { payment_intent, charge, amount, reason, metadata } = parseParams(refundParams, fields);
    const payment = this.paymentFor(payment_intent, charge);
    const order = { amount, reason: reason ?? null, metadata, request, ending: 'succeeds', delivery: 'send' } as const;
    return this.refunds.create(payment, order).refund;
  }

  @Get()
  @Calls('read')
  list(@Query() fields: unknown) {
    const { payment_intent, charge, limit, starting_after } = parseParams(listParams, fields);
    const all = this.payments
      .newestFirst()
      .filter((payment) => payment_intent === undefined || payment.paymentIntent === payment_intent)
      .filter((payment) => charge === undefined || payment.charge === charge)
      .flatMap(({ refunds }) => refunds.toReversed())
      .toSorted((one, other) => other.created - one.created);
    const from = starting_after === undefined ? 0 : all.findIndex(({ id }) => id === starting_after) + 1;
    return {
      object: 'list',
      data: all.slice(from, from + limit),
      has_more: all.length > from + limit,
      url: '/v1/refunds',
    };
  }

  @Get(':id')
  @Calls('read')
  retrieve(@Param('id') id: string) {
    const found = this.payments.findRefund(id);
    if (!found) throw StripeApiError.missing('refund', id, 'refund');
    return found.refund;
  }

  private paymentFor(paymentIntent: string | undefined, charge: string | undefined): Payment {
    if (paymentIntent === undefined && charge === undefined) {
      throw new StripeApiError({
        code: 'parameter_missing',
        message: 'One of the following params should be provided for this request: payment_intent or charge.',
      });
    }
    const payment =
      paymentIntent === undefined ? this.payments.findByCharge(charge ?? '') : this.payments.find(paymentIntent);
    if (payment) return payment;
    if (paymentIntent === undefined) throw StripeApiError.missing('charge', charge ?? '', 'charge');
    throw StripeApiError.missing('payment_intent', paymentIntent, 'payment_intent');
  }
}
