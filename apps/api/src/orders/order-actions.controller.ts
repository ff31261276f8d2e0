import { addressDraft, noteDraft, orderMailKind, refundDraft, type Order, type RefundDraft } from '@daybook/contract';
import { Database } from '@daybook/database';
import { CancelOrder, CorrectAddress, Submissions } from '@daybook/fulfilment';
import { OrdersQueries, OrdersService } from '@daybook/orders';
import { MailQueue, type ResendOutcome } from '@daybook/mail';
import { RefundsService } from '@daybook/payments';
import { OrdersReadModel } from '@daybook/screens';
import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import { problem } from '../problem/problem.js';
import type { SignedInUser } from '../security/browser-sessions.js';
import { CurrentUser } from '../security/current-user.decorator.js';

/** Longer than a provider may take to answer. */
const longestCallMs = 25_000;

const whyNotSent: Record<Exclude<ResendOutcome, 'queued'>, string> = {
  nothing_to_send: 'There is no such e-mail of this order yet.',
  not_configured: 'No e-mails are sent here: SMTP_URL is not set.',
};

/** What a person does about an order, from its timeline. What may change the order gives it as it stands then. */
@Controller('api/orders/:id')
export class OrderActionsController {
  constructor(
    private readonly database: Database,
    private readonly queries: OrdersQueries,
    private readonly screen: OrdersReadModel,
    private readonly orders: OrdersService,
    private readonly corrections: CorrectAddress,
    private readonly submissions: Submissions,
    private readonly cancelOrder: CancelOrder,
    private readonly refunds: RefundsService,
    private readonly mails: MailQueue,
  ) {}

  @Post('notes')
  @HttpCode(204)
  async note(
    @Param('id') idOrNumber: string,
    @Body({ schema: noteDraft }) { text }: z.infer<typeof noteDraft>,
    @CurrentUser() user: SignedInUser,
  ): Promise<void> {
    const id = await this.idOf(idOrNumber);
    await this.database.transaction((tx) => this.orders.addNote(tx, id, text, user.name));
  }

  @Post('retry')
  @HttpCode(200)
  async retry(@Param('id') idOrNumber: string, @CurrentUser() user: SignedInUser): Promise<Order> {
    const id = await this.idOf(idOrNumber);
    const waiting = await this.database.transaction((tx) => this.submissions.resubmit(tx, id, user.name));
    if (waiting === 0) throw problem(409, 'There is nothing left to submit of this order.');
    return this.shown(id);
  }

  @Put('address')
  async address(
    @Param('id') idOrNumber: string,
    @Body({ schema: addressDraft }) address: z.output<typeof addressDraft>,
    @CurrentUser() user: SignedInUser,
  ): Promise<Order> {
    const id = await this.idOf(idOrNumber);
    const answer = await this.database.transaction((tx) => this.corrections.correct(tx, id, address, user.name));
    if (answer.outcome === 'refused') throw problem(409, answer.reason);
    return this.shown(id);
  }

  @Post('cancel')
  @HttpCode(200)
  async cancel(@Param('id') idOrNumber: string, @CurrentUser() user: SignedInUser): Promise<Order> {
    const id = await this.idOf(idOrNumber);
    const answer = await this.cancelOrder.cancel(id, user.name, AbortSignal.timeout(longestCallMs));
    if (answer.outcome === 'refused') throw problem(409, answer.reason);
    return this.shown(id);
  }

  @Post('refunds')
  @HttpCode(200)
  async refund(
    @Param('id') idOrNumber: string,
    @Body({ schema: refundDraft }) draft: RefundDraft,
    @CurrentUser() user: SignedInUser,
  ): Promise<Order> {
    const id = await this.idOf(idOrNumber);
    const answer = await this.database.transaction((tx) => this.refunds.request(tx, id, draft, user.name));
    if (answer.outcome === 'refused') throw problem(409, answer.reason);
    return this.shown(id);
  }

  @Post('emails/:kind/resend')
  @HttpCode(200)
  async resend(
    @Param('id') idOrNumber: string,
    @Param('kind', { schema: orderMailKind }) kind: z.infer<typeof orderMailKind>,
    @CurrentUser() user: SignedInUser,
  ): Promise<Order> {
    const id = await this.idOf(idOrNumber);
    const outcome = await this.database.transaction((tx) => this.mails.resend(tx, id, kind, user.name));
    if (outcome !== 'queued') throw problem(409, whyNotSent[outcome]);
    return this.shown(id);
  }

  private async idOf(idOrNumber: string): Promise<string> {
    return (await this.queries.findRef(idOrNumber))?.id ?? noSuchOrder();
  }

  private async shown(id: string): Promise<Order> {
    return (await this.screen.detail(id)) ?? noSuchOrder();
  }
}

function noSuchOrder(): never {
  throw problem(404, 'There is no such order.');
}
