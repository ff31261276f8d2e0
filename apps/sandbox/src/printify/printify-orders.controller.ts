import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { Calls, FaultsInterceptor } from '../faults/faults.interceptor.js';
import { OrderLife } from '../providers/order-life.js';
import type { OrderState, ProviderOrder } from '../providers/provider-order.js';
import { ProviderOrders } from '../providers/provider-orders.js';
import { StoreProducts } from '../store/store-products.js';
import { printifyErrors } from './printify-errors.js';
import { readPrintifyOrder } from './printify-order-request.js';
import { printifyOrder } from './printify-order-view.js';
import { printifyPage } from './printify-page.js';
import { PrintifyGuard } from './printify.guard.js';

const canBeCancelled: readonly OrderState[] = ['draft', 'on_hold', 'unpaid'];
const most = 10;
const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(most).catch(most),
  page: z.coerce.number().int().min(1).catch(1),
  status: z.string().optional(),
  sku: z.string().optional(),
});

/**
 * Printify's orders. An external id may be used again, which makes a second order: Printify does not promise otherwise, and
 * whoever asks twice without looking is to notice it here.
 */
@Controller('printify/v1/shops/:shop')
@UseGuards(PrintifyGuard)
@UseInterceptors(FaultsInterceptor)
export class PrintifyOrdersController {
  constructor(
    private readonly orders: ProviderOrders,
    private readonly life: OrderLife,
    private readonly products: StoreProducts,
  ) {}

  @Get('orders.json')
  @Calls('read')
  list(@Query() query: unknown) {
    const { limit, page, status, sku } = listQuery.parse(query);
    const found = this.orders
      .newestFirst('printify')
      .filter(({ lines }) => sku === undefined || lines.some((line) => line.sku === sku))
      .map(printifyOrder)
      .filter((order) => status === undefined || order.status === status);
    return printifyPage(found, { limit, page });
  }

  @Post('orders.json')
  @HttpCode(200)
  @Calls('submit')
  submit(@Body() body: unknown) {
    const order = readPrintifyOrder(body, this.products);
    this.life.place(order);
    return { id: order.id };
  }

  @Get('orders/:id.json')
  @Calls('read')
  show(@Param('id') id: string) {
    return printifyOrder(this.found(id));
  }

  @Post('orders/:id/send_to_production.json')
  @HttpCode(200)
  @Calls('confirm')
  sendToProduction(@Param('id') id: string) {
    const order = this.found(id);
    if (order.state !== 'draft') throw printifyErrors.cannotSend();
    this.life.accept(order);
    return printifyOrder(order);
  }

  @Post('orders/:id/cancel.json')
  @HttpCode(200)
  @Calls('cancel')
  cancel(@Param('id') id: string) {
    const order = this.found(id);
    if (!canBeCancelled.includes(order.state)) throw printifyErrors.cannotCancel();
    this.life.act(order, 'cancel', 'cancelled by the shop');
    return printifyOrder(order);
  }

  private found(id: string): ProviderOrder {
    const order = this.orders.findAt('printify', id);
    if (!order) throw printifyErrors.notFound();
    return order;
  }
}
