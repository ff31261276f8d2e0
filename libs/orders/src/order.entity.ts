import {
  orderStatuses,
  providers,
  type FulfilmentStatus,
  type OrderStatus,
  type Provider,
  type ShippingAddress,
} from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';
import { canTransition, deriveStatus } from './order-status.js';

const OrderSchema = defineEntity({
  name: 'Order',
  tableName: 'customer_order',
  properties: {
    id: p.uuid().primary(),
    number: p.string(),
    status: p.enum(orderStatuses),
    currency: p.string(),
    /** Minor units, as every amount here. */
    total: p.bigint('number'),
    shipping: p.bigint('number'),
    customerName: p.text(),
    customerEmail: p.text(),
    shippingAddress: p.json<ShippingAddress>().nullable(),
    checkoutSessionId: p.string(),
    paymentIntentId: p.string().nullable(),
    linesFetchedAt: p.datetime(3).nullable(),
    fulfilmentError: p.text().nullable(),
    /** Of the demo shop: nothing is done about it that reaches anybody. */
    isDemo: p.boolean(),
    placedAt: p.datetime(3),
    paidAt: p.datetime(3).nullable(),
    updatedAt: p
      .datetime(3)
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
});

export class Order extends OrderSchema.class {
  /** Moves the status forward; one that may not follow the present one changes nothing. */
  advanceTo(status: OrderStatus): void {
    if (canTransition(this.status, status)) this.status = status;
  }

  updateStatus(parts: readonly FulfilmentStatus[]): void {
    const status = deriveStatus(parts);
    if (status) this.advanceTo(status);
  }

  /** Paid, with its lines known, and real: it can be handed to the providers. */
  isReadyToFulfil(): boolean {
    return this.paidAt !== null && this.linesFetchedAt !== null && !this.isDemo;
  }

  /** Heard of a second time, or out of order: the earliest report says when it was placed. */
  backdatePlacedAt(at: Date): void {
    if (at < this.placedAt) this.placedAt = at;
  }

  /** False when it was paid already. */
  markPaid(at: Date): boolean {
    const isNews = this.paidAt === null;
    this.paidAt ??= at;
    this.advanceTo('paid');
    return isNews;
  }
}
OrderSchema.setClass(Order);

const OrderLineSchema = defineEntity({
  name: 'OrderLine',
  tableName: 'order_line',
  properties: {
    id: p.uuid().primary(),
    orderId: p.uuid(),
    /** From 0, as Stripe lists them. */
    position: p.integer(),
    title: p.text(),
    variant: p.text().nullable(),
    sku: p.text().nullable(),
    /** Null for a line whose goods Stripe does not name: it is kept, and cannot be submitted. */
    provider: p.enum(providers).$type<Provider>().nullable(),
    productId: p.text().nullable(),
    variantId: p.text().nullable(),
    quantity: p.integer(),
    unitPrice: p.bigint('number'),
  },
});

export class OrderLine extends OrderLineSchema.class {}
OrderLineSchema.setClass(OrderLine);

export const ordersEntities = [Order, OrderLine];
