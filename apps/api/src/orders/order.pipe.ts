import { OrdersQueries, type OrderRef } from '@daybook/orders';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { orNotFound } from '../problem/problem.js';

@Injectable()
export class OrderPipe implements PipeTransform<string, Promise<OrderRef>> {
  constructor(private readonly orders: OrdersQueries) {}

  async transform(idOrNumber: string): Promise<OrderRef> {
    return orNotFound(await this.orders.findRef(idOrNumber), 'order');
  }
}
