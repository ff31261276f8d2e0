import {
  orderStatuses,
  providers,
  type FulfilmentStatus,
  type OrderStatus,
  type Provider,
  type ShippingAddress,
} from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { defineEntity, p } from '@mikro-orm/core';
import { sql } from 'kysely';
import { canTransition, deriveStatus } from './order-status.js';

const OrderSchema = defineEntity({
  name: 'Order',
  tableName: 'customer_order',
  properties: {
    id: p.uuid().primary(),
    number: p.string(),
    status: p.enum(orderStatuses),
    currency: p.string(),
    /** Amounts are in minor units. */
    total: p.bigint('number'),
    shipping: p.bigint('number'),
    customerName: p.text(),
    customerEmail: p.text(),
    shippingAddress: p.json<ShippingAddress>().nullable(),
    checkoutSessionId: p.string(),
    paymentIntentId: p.string().nullable(),
    linesFetchedAt: p.datetime(3).nullable(),
    fulfilmentError: p.text().nullable(),
    /** A demo order is never submitted, and sends no e-mails. */
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
  /** Does nothing when `status` may not follow the current one. */
  advanceTo(status: OrderStatus): void {
    if (canTransition(this.status, status)) this.status = status;
  }

  updateStatus(fulfilmentStatuses: readonly FulfilmentStatus[]): void {
    const status = deriveStatus(fulfilmentStatuses);
    if (status) this.advanceTo(status);
  }

  isReadyToFulfil(): boolean {
    return this.paidAt !== null && this.linesFetchedAt !== null && !this.isDemo;
  }

  /** Webhooks arrive twice and out of order: the earliest says when the order was placed. */
  backdatePlacedAt(at: Date): void {
    if (at < this.placedAt) this.placedAt = at;
  }

  /** Returns false when the order was paid already. */
  markPaid(at: Date): boolean {
    if (this.paidAt) return false;
    this.paidAt = at;
    this.advanceTo('paid');
    return true;
  }
}
OrderSchema.setClass(Order);

/** Locks the order until `tx` ends and returns its current state; null when there is none. */
export async function lockOrder(tx: Transaction, id: string): Promise<Order | null> {
  // Unlike MikroORM's `for update`, this lets others insert rows that refer to the order.
  await sql`select 1 from customer_order where id = ${id} for no key update`.execute(tx.sql);
  return tx.em.findOne(Order, { id }, { refresh: true });
}

const OrderLineSchema = defineEntity({
  name: 'OrderLine',
  tableName: 'order_line',
  properties: {
    id: p.uuid().primary(),
    orderId: p.uuid(),
    /** From 0, in Stripe's order. */
    position: p.integer(),
    title: p.text(),
    variant: p.text().nullable(),
    sku: p.text().nullable(),
    /** Null when Stripe does not say which goods the line is for: it is kept but cannot be submitted. */
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
