import { Resolutions } from '@daybook/activity-log';
import {
  orderListQuery,
  timelineQuery,
  type Order,
  type OrderListQuery,
  type OrderSummary,
  type OrderSurroundings,
  type Page,
  type ChangedEntries,
  type TimelinePage,
  type TimelineQuery,
} from '@daybook/contract';
import type { OrderRef } from '@daybook/orders';
import { OrdersReadModel } from '@daybook/screens';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { orNotFound } from '../problem/problem.js';
import { CurrentUser, type SignedInUser } from '../security/browser-sessions.js';
import { OrderPipe } from './order.pipe.js';

@Controller('api/orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersReadModel,
    private readonly resolutions: Resolutions,
  ) {}

  @Get()
  list(@Query({ schema: orderListQuery }) query: OrderListQuery): Promise<Page<OrderSummary>> {
    return this.orders.list(query);
  }

  @Get(':id')
  async detail(@Param('id') idOrNumber: string): Promise<Order> {
    return orNotFound(await this.orders.findDetail(idOrNumber), 'order');
  }

  @Get(':id/surroundings')
  async surroundings(@Param('id') idOrNumber: string): Promise<OrderSurroundings> {
    return orNotFound(await this.orders.findSurroundings(idOrNumber), 'order');
  }

  @Get(':id/activity')
  async timeline(
    @Param('id') idOrNumber: string,
    @Query({ schema: timelineQuery }) query: TimelineQuery,
  ): Promise<TimelinePage> {
    return orNotFound(await this.orders.timeline(idOrNumber, query), 'order');
  }

  @Post(':id/activity/resolve')
  @HttpCode(200)
  async resolveAll(
    @Param('id', OrderPipe) { id }: OrderRef,
    @CurrentUser() user: SignedInUser,
  ): Promise<ChangedEntries> {
    return { ids: await this.resolutions.resolveAllForOrder(id, user.name) };
  }
}
