import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { CheckoutService, type Checkout } from '../checkout/checkout.service.js';
import { sessionParams } from '../checkout/session-params.js';
import type { ApiRequest as ApiRequestFacts } from '../webhooks/webhook-event.js';
import { ApiRequest } from './api-request.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { lineItemList, listParams, refuseOtherThan } from './line-item-list.js';
import { parseParams } from './parse-params.js';
import { SecretKeyGuard } from './secret-key.guard.js';
import { StripeApiError } from './stripe-api-error.js';

const readParams = z.strictObject({ expand: z.array(z.string()).default([]) });
const embeddedLines = 10;

/** The part of Stripe's API that Daybook speaks: making, reading and expiring checkout sessions. */
@Controller('v1/checkout/sessions')
@UseGuards(SecretKeyGuard)
@UseInterceptors(IdempotencyInterceptor)
export class CheckoutSessionsController {
  constructor(private readonly checkouts: CheckoutService) {}

  @Post()
  @HttpCode(200)
  create(@Body() fields: unknown) {
    const params = parseParams(sessionParams, fields);
    refuseOtherThan(expandable, params.expand);
    return shown(this.checkouts.create(params), params.expand);
  }

  @Get(':id')
  retrieve(@Param('id') id: string, @Query() fields: unknown) {
    const { expand } = parseParams(readParams, fields);
    refuseOtherThan(expandable, expand);
    return shown(this.found(id), expand);
  }

  @Get(':id/line_items')
  lineItems(@Param('id') id: string, @Query() fields: unknown) {
    return lineItemList(id, this.found(id).lines, parseParams(listParams, fields));
  }

  @Post(':id/expire')
  @HttpCode(200)
  expire(@Param('id') id: string, @Body() fields: unknown, @ApiRequest() request: ApiRequestFacts) {
    const { expand } = parseParams(readParams, fields);
    refuseOtherThan(expandable, expand);
    return shown(this.checkouts.expire(this.found(id), { request }), expand);
  }

  private found(id: string): Checkout {
    const checkout = this.checkouts.find(id);
    if (!checkout) throw StripeApiError.missing('checkout.session', id, 'session');
    return checkout;
  }
}

const expandable = ['line_items', 'line_items.data.price', 'line_items.data.price.product'];

function shown({ session, lines }: Checkout, expand: readonly string[]) {
  const linesExpand = expand.flatMap((property) =>
    property.startsWith('line_items.') ? [property.slice('line_items.'.length)] : [],
  );
  if (expand.length === 0) return session;
  return { ...session, line_items: lineItemList(session.id, lines, { limit: embeddedLines, expand: linesExpand }) };
}
