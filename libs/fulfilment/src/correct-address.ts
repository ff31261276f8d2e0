import type { ShippingAddress } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { holdOrder, OrdersService } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Fulfilment } from './fulfilment.entity.js';

/** An address can be corrected while a part of the order, or all of it, has still to be submitted. */
@Injectable()
export class CorrectAddress {
  constructor(private readonly orders: OrdersService) {}

  /** False when it is too late, or the order is gone or of the demo. */
  async correct(tx: Transaction, orderId: string, address: ShippingAddress, name: string): Promise<boolean> {
    const order = await holdOrder(tx, orderId);
    if (!order || order.isDemo || order.status === 'cancelled') return false;
    const parts = await tx.em.find(Fulfilment, { orderId });
    if (parts.length > 0 && parts.every(({ status }) => status !== 'waiting')) return false;
    await this.orders.correctAddress(tx, order, address, name);
    return true;
  }
}
