import { Body, ConflictException, Controller, Get, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { deliveryChoices } from '../webhooks/webhook-events.js';
import { amountRefunded, Payments } from './payments.js';
import { RefundsService, type Refunded } from './refunds.service.js';

const refundRequest = z.strictObject({
  /** The checkout whose payment goes back. */
  session: z.string(),
  /** Minor units; all that is left when left out. */
  amount: z.int().min(1).optional(),
  ending: z.enum(['succeeds', 'fails']).default('succeeds'),
  delivery: z.enum(deliveryChoices).default('send'),
});

/** Refunds as made in Stripe's dashboard, as JSON for tests and scripts. */
@Controller('sandbox')
export class RefundsApiController {
  constructor(
    private readonly payments: Payments,
    private readonly refunds: RefundsService,
  ) {}

  @Get('payments')
  list() {
    const items = this.payments.newestFirst().map((payment) => ({ ...payment, refunded: amountRefunded(payment) }));
    return { items };
  }

  @Post('refunds')
  create(@Body({ schema: refundRequest }) { session, ...order }: z.output<typeof refundRequest>) {
    const payment = this.payments.findBySession(session);
    if (!payment) throw new NotFoundException('Nothing was paid in that checkout.');
    return shown(this.refunds.create(payment, order));
  }

  @Post('refunds/:id/fail')
  @HttpCode(200)
  fail(@Param('id') id: string) {
    const failed = this.refunds.fail(id);
    if (!failed) throw new ConflictException('There is no such refund, or it has failed already.');
    return shown(failed);
  }
}

const shown = ({ refund, events }: Refunded) => ({ refundId: refund.id, eventIds: events.map(({ id }) => id) });
