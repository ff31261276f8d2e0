import { Body, Controller, Get, Header, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { faultKinds, faultRequest } from '../faults/fault-request.js';
import { Faults } from '../faults/faults.js';
import { Pages } from '../pages/pages.js';
import { Words } from '../pages/words.js';
import { PrintifyWebhooks } from '../printify/printify-webhooks.js';
import { orderActions } from '../providers/order-actions.js';
import { OrderLife } from '../providers/order-life.js';
import { ProviderOrders } from '../providers/provider-orders.js';
import { ProviderWebhooks } from '../providers/provider-webhooks.js';
import { WebhookManners } from '../providers/webhook-manners.js';
import { SandboxSettings } from '../settings.js';
import { faultInWords } from './fault-in-words.js';
import { providerOrderView } from './provider-order-view.js';

const ordersShown = 50;
const refreshSeconds = 5;
const lateMs = 20_000;
const reorderMs = 10_000;

const actionForm = z.object({ action: z.enum(orderActions), reason: z.string().trim().max(1_000).optional() });
const faultForm = z.object({
  service: z.enum(['printify', 'printful']),
  kind: faultRequest.shape.kind,
  on: z.enum(['submit', 'products', 'any']),
  times: faultRequest.shape.times,
  reason: z.string().trim().max(1_000).optional(),
});
const mannersForm = z.object({ twice: z.string(), late: z.string(), reorder: z.string() }).partial();
const lifeForm = z.object({ goes: z.enum(['itself', 'hand']) });

/** The page that drives both providers. */
@Controller('providers')
export class ProvidersPageController {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly orders: ProviderOrders,
    private readonly life: OrderLife,
    private readonly faults: Faults,
    private readonly manners: WebhookManners,
    private readonly webhooks: ProviderWebhooks,
    private readonly printify: PrintifyWebhooks,
    private readonly pages: Pages,
    private readonly words: Words,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  show(@Query('open') open?: string): string {
    const orders = this.orders.newestFirst().slice(0, ordersShown);
    const { twice, lateMs: late, reorderMs: reorder } = this.manners.current;
    const moves = orders.some(({ nextStepAt }) => nextStepAt !== null);
    return this.pages.render('providers', {
      orders: orders.map((order) => providerOrderView(order, this.webhooks.ofOrder(order.id), this.words)),
      openOrder: open ?? null,
      faults: this.faults.list().map((fault) => ({ id: fault.id, words: faultInWords(fault) })),
      faultKinds: Object.entries(faultKinds).map(([name, words]) => ({ name, words })),
      manners: { twice, late: late > 0, reorder: reorder > 0, lateSeconds: lateMs / 1000 },
      life: { goesByItself: this.life.stepMs > 0, stepSeconds: (this.life.stepMs || this.usualStepMs) / 1000 },
      silences: this.printify.silences().map(({ until }) => this.words.moment(until)),
      // nothing is swapped under a hand that has just opened an order
      refreshSeconds: moves && open === undefined ? refreshSeconds : null,
    });
  }

  @Post('orders/:id')
  act(
    @Param('id') id: string,
    @Body({ schema: actionForm }) { action, reason }: z.output<typeof actionForm>,
    @Res() response: Response,
  ): void {
    const order = this.orders.find(id);
    if (!order) throw new NotFoundException('Neither provider has such an order.');
    this.life.act(order, action, reason || undefined);
    response.redirect(303, `/providers?open=${id}#order-${id}`);
  }

  @Post('faults')
  addFault(
    @Body({ schema: faultForm }) { reason, ...fault }: z.output<typeof faultForm>,
    @Res() response: Response,
  ): void {
    this.faults.add(faultRequest.parse({ ...fault, ...(reason && { reason }) }));
    response.redirect(303, '/providers');
  }

  @Post('faults/:id/remove')
  removeFault(@Param('id') id: string, @Res() response: Response): void {
    this.faults.remove(id);
    response.redirect(303, '/providers');
  }

  @Post('manners')
  behave(
    @Body({ schema: mannersForm }) { twice, late, reorder }: z.output<typeof mannersForm>,
    @Res() response: Response,
  ): void {
    this.manners.become({
      twice: twice !== undefined,
      lateMs: late === undefined ? 0 : lateMs,
      reorderMs: reorder === undefined ? 0 : reorderMs,
    });
    response.redirect(303, '/providers');
  }

  @Post('life')
  changeLife(@Body({ schema: lifeForm }) { goes }: z.output<typeof lifeForm>, @Res() response: Response): void {
    this.life.stepMs = goes === 'hand' ? 0 : this.usualStepMs;
    response.redirect(303, '/providers');
  }

  @Post('end-silence')
  endSilence(@Res() response: Response): void {
    this.printify.endSilences();
    response.redirect(303, '/providers');
  }

  private get usualStepMs(): number {
    return this.settings.orderStepMs || 12_000;
  }
}
