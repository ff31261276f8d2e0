import { Body, Controller, Get, HttpCode, NotFoundException, Param, Post, Put, Query } from '@nestjs/common';
import { providers } from '@daybook/contract';
import { z } from 'zod';
import { PrintifyWebhooks } from '../printify/printify-webhooks.js';
import { orderActions } from './order-actions.js';
import { OrderLife } from './order-life.js';
import { isDelivered, type ProviderOrder } from './provider-order.js';
import { ProviderOrders } from './provider-orders.js';
import { ProviderWebhooks } from './provider-webhooks.js';
import { mannersRequest, WebhookManners, type Manners } from './webhook-manners.js';

const listQuery = z.object({
  provider: z.enum(providers).optional(),
  externalId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(200),
});
const actionRequest = z.strictObject({ action: z.enum(orderActions), reason: z.string().min(1).max(1_000).optional() });
const lifeRequest = z.strictObject({ stepMs: z.int().min(0).max(86_400_000) });

/** The providers' orders as JSON, for tests and scripts. */
@Controller('sandbox')
export class ProvidersApiController {
  constructor(
    private readonly orders: ProviderOrders,
    private readonly life: OrderLife,
    private readonly webhooks: ProviderWebhooks,
    private readonly manners: WebhookManners,
    private readonly printify: PrintifyWebhooks,
  ) {}

  @Get('provider-orders')
  list(@Query({ schema: listQuery }) { provider, externalId, limit }: z.output<typeof listQuery>) {
    const found = this.orders
      .newestFirst(provider)
      .filter((order) => externalId === undefined || order.externalId === externalId);
    return { items: found.slice(0, limit).map(shown) };
  }

  @Get('provider-orders/:id')
  show(@Param('id') id: string) {
    return { ...shown(this.found(id)), webhooks: this.webhooks.ofOrder(id) };
  }

  @Post('provider-orders/:id/act')
  @HttpCode(200)
  act(@Param('id') id: string, @Body({ schema: actionRequest }) { action, reason }: z.output<typeof actionRequest>) {
    const order = this.found(id);
    this.life.act(order, action, reason);
    return shown(order);
  }

  @Get('life')
  showLife() {
    return { stepMs: this.life.stepMs };
  }

  @Put('life')
  changeLife(@Body({ schema: lifeRequest }) { stepMs }: z.output<typeof lifeRequest>) {
    this.life.stepMs = stepMs;
    return { stepMs };
  }

  @Get('webhook-manners')
  showManners() {
    return { ...this.manners.current, silent: this.printify.silences() };
  }

  @Put('webhook-manners')
  changeManners(@Body({ schema: mannersRequest }) manners: Manners) {
    this.manners.become(manners);
    return manners;
  }

  @Post('end-silence')
  @HttpCode(204)
  endSilence(): void {
    this.printify.endSilences();
  }

  private found(id: string): ProviderOrder {
    const order = this.orders.find(id);
    if (!order) throw new NotFoundException('Neither provider has such an order.');
    return order;
  }
}

const shown = (order: ProviderOrder) => ({ ...order, delivered: isDelivered(order) });
