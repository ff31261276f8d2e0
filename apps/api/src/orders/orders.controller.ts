import {
  orderListQuery,
  type ActivityEntry,
  type Order,
  type OrderListQuery,
  type OrderSummary,
  type Page,
  type ResolvedCount,
} from '@daybook/contract';
import { OrdersReadModel } from '@daybook/screens';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { problem } from '../problem/problem.js';
import type { SignedInUser } from '../security/browser-sessions.js';
import { CurrentUser } from '../security/current-user.decorator.js';

@Controller('api/orders')
export class OrdersController {
  constructor(private readonly orders: OrdersReadModel) {}

  @Get()
  list(@Query({ schema: orderListQuery }) query: OrderListQuery): Promise<Page<OrderSummary>> {
    return this.orders.list(query);
  }

  @Get(':id')
  async detail(@Param('id') id: string): Promise<Order> {
    return (await this.orders.detail(id)) ?? noSuchOrder();
  }

  @Get(':id/activity')
  async story(@Param('id') id: string): Promise<{ items: ActivityEntry[] }> {
    return { items: (await this.orders.timeline(id)) ?? noSuchOrder() };
  }

  @Post(':id/activity/resolve')
  @HttpCode(200)
  async resolveAll(@Param('id') id: string, @CurrentUser() user: SignedInUser): Promise<ResolvedCount> {
    return { resolved: (await this.orders.resolveAll(id, user.name)) ?? noSuchOrder() };
  }
}

function noSuchOrder(): never {
  throw problem(404, 'There is no such order.');
}
