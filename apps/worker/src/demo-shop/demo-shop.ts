import { Settings } from '@daybook/config';
import { minorUnitDigits, type EventType, type Money } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OrdersQueries, OrdersService, type Checkout } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { DemoEvent, DemoOrder } from './demo-order.js';
import { moreDemoOrders, demoShopEvents } from './more-orders.js';
import { orderWithFailedSubmission, deliveredOrder } from './seed-orders.js';

/** Fills an empty shop with two weeks of orders, through the same services as real ones. */
@Injectable()
export class DemoShop {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersService,
    private readonly queries: OrdersQueries,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  /** In one transaction. Returns how many orders it placed: 0 in a shop that already has some. */
  async load(start: DateTime = DateTime.utc()): Promise<number> {
    const now = start.setZone(this.settings.shop.timeZone);
    const { items: existing } = await this.queries.list({ limit: 1 });
    if (existing.length > 0) return 0;
    return this.database.transaction(async (tx) => {
      const orders = [deliveredOrder, orderWithFailedSubmission, ...moreDemoOrders(this.money)].sort(
        (a, b) => +a.placedAt(now) - +b.placedAt(now),
      );
      for (const [index, order] of orders.entries()) await this.createOrder(tx, order, index, now);
      for (const event of demoShopEvents(this.money)) await this.publishEvent(tx, event, now);
      return orders.length;
    });
  }

  private async createOrder(tx: Transaction, demo: DemoOrder, index: number, now: DateTime): Promise<void> {
    const placedAt = demo.placedAt(now).toJSDate();
    const checkout = this.checkoutOf(demo, index);
    const order = await (demo.awaitsPayment
      ? this.orders.recordPendingPayment(tx, checkout, placedAt, placedAt)
      : this.orders.place(tx, checkout, placedAt, placedAt));
    const lines = demo.lines.map(({ price, ...line }) => ({ ...line, unitPrice: this.money(price).amount }));
    await this.orders.storeLines(tx, order.id, lines);
    for (const event of demo.events) await this.publishEvent(tx, event, now, order.id);
    order.advanceTo(demo.status);
    order.fulfilmentError = demo.fulfilmentError ?? null;
  }

  private async publishEvent<T extends EventType>(
    tx: Transaction,
    event: DemoEvent<T>,
    now: DateTime,
    orderId?: string,
  ): Promise<void> {
    const occurredAt = event.at(now).toJSDate();
    const receivedAt = event.receivedAt?.(now).toJSDate() ?? occurredAt;
    await this.events.publish(tx, event.type, event.data, {
      occurredAt,
      receivedAt,
      ...(orderId && { orderId }),
    });
  }

  private checkoutOf({ customer, lines, shipping }: DemoOrder, index: number): Checkout {
    const goods = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    const { name, email, line1, city, postalCode } = customer;
    return {
      sessionId: `cs_demo_${index + 1}`,
      paymentIntentId: null,
      isDemo: true,
      total: this.money(goods + shipping),
      subtotal: this.money(goods).amount,
      discount: 0,
      shipping: this.money(shipping).amount,
      tax: 0,
      customerName: name,
      customerEmail: email,
      shippingAddress: { name, line1, line2: null, city, region: null, postalCode, country: 'GB', phone: null },
    };
  }

  private readonly money = (wholeUnits: number): Money => {
    const { currency } = this.settings.shop;
    return { amount: wholeUnits * 10 ** minorUnitDigits(currency), currency };
  };
}
