import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { z } from 'zod';
import { Calls, FaultsInterceptor } from '../faults/faults.interceptor.js';
import { OrderLife } from '../providers/order-life.js';
import type { OrderState, ProviderOrder } from '../providers/provider-order.js';
import { ProviderOrders } from '../providers/provider-orders.js';
import { SandboxSettings } from '../settings.js';
import { StoreProducts } from '../store/store-products.js';
import { printfulErrors } from './printful-errors.js';
import { readPrintfulOrder } from './printful-order-request.js';
import { printfulOrder } from './printful-order-view.js';
import { printfulShipments } from './printful-shipments.js';
import { PrintfulGuard } from './printful.guard.js';

const submitQuery = z.object({ confirm: z.enum(['true', '1', 'false', '0']).catch('false') });
const paged = (most: number) =>
  z.object({
    limit: z.coerce.number().int().min(1).max(most).catch(20),
    offset: z.coerce.number().int().min(0).catch(0),
    status: z.string().optional(),
  });

const canBeCancelled: readonly OrderState[] = ['draft', 'accepted', 'problem'];

/** Printful's orders: version 1, and of version 2 the parcels. An order is asked for by its number, or by `@` and ours. */
@Controller('printful')
@UseGuards(PrintfulGuard)
@UseInterceptors(FaultsInterceptor)
export class PrintfulOrdersController {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly orders: ProviderOrders,
    private readonly life: OrderLife,
    private readonly products: StoreProducts,
  ) {}

  @Get('orders')
  @Calls('read')
  list(@Query() query: unknown) {
    const { limit, offset, status } = paged(100).parse(query);
    const found = this.orders
      .newestFirst('printful')
      .map((order) => this.view(order))
      .filter((order) => status === undefined || order.status === status);
    return { ...answer(found.slice(offset, offset + limit)), paging: { total: found.length, offset, limit } };
  }

  @Post('orders')
  @HttpCode(200)
  @Calls('submit')
  submit(@Body() body: unknown, @Query() query: unknown) {
    const order = readPrintfulOrder(body, isConfirmed(query) ? 'confirmed' : 'draft', this.store);
    if (order.externalId !== null && this.orders.findByExternalId('printful', order.externalId)) {
      throw printfulErrors.refused('Order with this External ID already exists');
    }
    this.life.place(order);
    return answer(this.view(order));
  }

  @Get('orders/:id')
  @Calls('read')
  show(@Param('id') id: string) {
    return answer(this.view(this.found(id)));
  }

  @Post('orders/:id/confirm')
  @HttpCode(200)
  @Calls('confirm')
  confirm(@Param('id') id: string) {
    const order = this.found(id);
    if (order.state !== 'draft') throw printfulErrors.refused('Order is already confirmed');
    this.life.accept(order);
    return answer(this.view(order));
  }

  /** Corrects what is not being made yet: a draft, or what has failed. */
  @Put('orders/:id')
  @Calls('submit')
  update(@Param('id') id: string, @Body() body: unknown, @Query() query: unknown) {
    const order = this.found(id);
    if (order.state !== 'draft' && order.state !== 'problem') {
      throw printfulErrors.refused('Only draft and failed orders can be updated');
    }
    const { recipient, lines, plan, shipping } = readPrintfulOrder(body, 'draft', this.store);
    Object.assign(order, { recipient, lines, plan, shipping });
    if (isConfirmed(query)) this.life.accept(order);
    else this.orders.changed();
    return answer(this.view(order));
  }

  @Delete('orders/:id')
  @Calls('cancel')
  cancel(@Param('id') id: string) {
    const order = this.found(id);
    if (!canBeCancelled.includes(order.state)) {
      throw printfulErrors.refused('Order cannot be canceled: it is being fulfilled already');
    }
    this.life.act(order, 'cancel', 'cancelled by the shop');
    return answer(this.view(order));
  }

  @Get('v2/orders/:id/shipments')
  @Calls('read')
  shipments(@Param('id') id: string, @Query() query: unknown) {
    return printfulShipments(this.found(id), paged(100).parse(query));
  }

  private get store() {
    return { products: this.products, currency: this.settings.shop.currency };
  }

  private view(order: ProviderOrder) {
    const { storeId } = this.settings.printful;
    return printfulOrder(order, { storeId, currency: this.settings.shop.currency });
  }

  private found(id: string): ProviderOrder {
    const order = id.startsWith('@')
      ? this.orders.findByExternalId('printful', id.slice(1))
      : this.orders.findAt('printful', id);
    if (!order) throw printfulErrors.notFound();
    return order;
  }
}

const isConfirmed = (query: unknown) => ['true', '1'].includes(submitQuery.parse(query).confirm);

const answer = <T>(result: T) => ({ code: 200, result });
