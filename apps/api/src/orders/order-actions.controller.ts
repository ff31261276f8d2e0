import {
  addressInput,
  cancelInput,
  emailInput,
  orderMailKind,
  refundInput,
  type Order,
  type RefundInput,
} from '@daybook/contract';
import { Database } from '@daybook/database';
import { CancelOrder, CorrectAddress, ResubmitOrder } from '@daybook/fulfilment';
import { OrdersService, type OrderRef } from '@daybook/orders';
import { MailQueue, type ResendOutcome } from '@daybook/mail';
import { HeldRefunds, RefundsService } from '@daybook/payments';
import { OrdersReadModel } from '@daybook/screens';
import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import { orNotFound, problem } from '../problem/problem.js';
import { CurrentUser, type SignedInUser } from '../security/browser-sessions.js';
import { OrderPipe } from './order.pipe.js';

const resendRefusals: Record<Exclude<ResendOutcome, 'queued'>, string> = {
  nothing_to_send: 'This order has no such e-mail yet.',
  not_configured: 'E-mails cannot be sent: SMTP_URL is not set.',
};

/** What a person does about an order. Actions that may change the order return its new state. */
@Controller('api/orders/:id')
export class OrderActionsController {
  constructor(
    private readonly database: Database,
    private readonly readModel: OrdersReadModel,
    private readonly orders: OrdersService,
    private readonly corrections: CorrectAddress,
    private readonly resubmissions: ResubmitOrder,
    private readonly cancelOrder: CancelOrder,
    private readonly heldRefunds: HeldRefunds,
    private readonly refunds: RefundsService,
    private readonly mails: MailQueue,
  ) {}

  @Post('retry')
  @HttpCode(200)
  async retry(@Param('id', OrderPipe) { id }: OrderRef, @CurrentUser() user: SignedInUser): Promise<Order> {
    const pending = await this.database.transaction((tx) => this.resubmissions.resubmit(tx, id, user.name));
    if (pending === 0) throw problem(409, 'This order has nothing left to submit.');
    return this.readOrder(id);
  }

  @Put('address')
  async correctAddress(
    @Param('id', OrderPipe) { id }: OrderRef,
    @Body({ schema: addressInput }) address: z.output<typeof addressInput>,
    @CurrentUser() user: SignedInUser,
  ): Promise<Order> {
    const result = await this.database.transaction((tx) => this.corrections.correct(tx, id, address, user.name));
    if (result.outcome === 'refused') throw problem(409, result.reason);
    return this.readOrder(id);
  }

  @Put('email')
  async correctEmail(
    @Param('id', OrderPipe) { id }: OrderRef,
    @Body({ schema: emailInput }) { email }: z.output<typeof emailInput>,
    @CurrentUser() user: SignedInUser,
  ): Promise<Order> {
    await this.database.transaction((tx) => this.orders.correctEmail(tx, id, email, user.name));
    return this.readOrder(id);
  }

  @Post('cancel')
  @HttpCode(200)
  async cancel(
    @Param('id', OrderPipe) { id }: OrderRef,
    @Body({ schema: cancelInput }) { refund, tellCustomer }: z.output<typeof cancelInput>,
    @CurrentUser() user: SignedInUser,
  ): Promise<Order> {
    await this.database.transaction(async (tx) => {
      const isToldByRefund = refund && (await this.heldRefunds.hold(tx, id, user.name, { tellCustomer }));
      const notice = isToldByRefund ? 'with_refund' : 'alone';
      const result = await this.cancelOrder.request(tx, id, user.name, tellCustomer ? notice : null);
      // in the transaction, so that no refund stays held for it
      if (result.outcome === 'refused') throw problem(409, result.reason);
    });
    return this.readOrder(id);
  }

  @Post('refunds')
  @HttpCode(200)
  async refund(
    @Param('id', OrderPipe) { id }: OrderRef,
    @Body({ schema: refundInput }) input: RefundInput,
    @CurrentUser() user: SignedInUser,
  ): Promise<Order> {
    const result = await this.database.transaction((tx) => this.refunds.request(tx, id, input, user.name));
    if (result.outcome === 'refused') throw problem(409, result.reason);
    return this.readOrder(id);
  }

  @Post('emails/:kind/resend')
  @HttpCode(200)
  async resend(
    @Param('id', OrderPipe) { id }: OrderRef,
    @Param('kind', { schema: orderMailKind }) kind: z.infer<typeof orderMailKind>,
    @CurrentUser() user: SignedInUser,
  ): Promise<Order> {
    const outcome = await this.database.transaction((tx) => this.mails.resend(tx, id, kind, user.name));
    if (outcome !== 'queued') throw problem(409, resendRefusals[outcome]);
    return this.readOrder(id);
  }

  private async readOrder(id: string): Promise<Order> {
    return orNotFound(await this.readModel.findDetail(id), 'order');
  }
}
