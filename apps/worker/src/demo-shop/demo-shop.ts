import { Settings } from '@daybook/config';
import { minorUnitDigits, type Money } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OrdersQueries, OrdersService, type Checkout } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DemoCarts, demoSessionPrefix, newDemoId } from './demo-carts.js';
import { DemoHistory } from './demo-history.js';
import { ago, type DemoOrder } from './demo-order.js';
import { demoOrders } from './demo-orders.js';
import { SandboxHistory } from './sandbox-history.js';

/** Fills an empty shop with two weeks of orders, which go on at the sandbox. */
@Injectable()
export class DemoShop {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersService,
    private readonly queries: OrdersQueries,
    private readonly events: DomainEvents,
    private readonly history: DemoHistory,
    private readonly carts: DemoCarts,
    private readonly sandbox: SandboxHistory,
    private readonly settings: Settings,
  ) {}

  /**
   * In one transaction, of which it tells the sandbox: a start that was cut short does it again. Returns how many orders it
   * placed: 0 in a shop that already has some.
   */
  async load(start: DateTime = DateTime.utc()): Promise<number> {
    const now = start.setZone(this.settings.shop.timeZone);
    const { items: existing } = await this.queries.list({ limit: 1 });
    if (existing.length === 0) await this.database.transaction((tx) => this.record(tx, now));
    await this.sandbox.send(now);
    return existing.length === 0 ? demoOrders.length : 0;
  }

  private async record(tx: Transaction, now: DateTime): Promise<void> {
    for (const demo of demoOrders.toSorted((one, other) => +one.placedAt(now) - +other.placedAt(now)))
      await this.recordOrder(tx, demo, now);
    await this.carts.record(tx, now, this.money);
    await this.recordFailedSync(tx, now);
  }

  private async recordOrder(tx: Transaction, demo: DemoOrder, now: DateTime): Promise<void> {
    const placedAt = demo.placedAt(now).toJSDate();
    const checkout = this.checkoutOf(demo);
    const order = await (demo.awaitsPayment
      ? this.orders.recordPendingPayment(tx, checkout, placedAt, placedAt)
      : this.orders.place(tx, checkout, placedAt, placedAt));
    const lines = demo.lines.map(({ price, ...line }) => ({ ...line, unitPrice: this.money(price).amount }));
    await this.orders.storeLines(tx, order.id, lines);
    if (!demo.awaitsPayment) order.chargeId = newDemoId('ch_demo_');
    await tx.em.flush();
    await this.history.record({ tx, order, demo, now, money: this.money });
  }

  private async recordFailedSync(tx: Transaction, now: DateTime): Promise<void> {
    const provider = 'printful';
    const context = (at: Date) => ({ occurredAt: at, receivedAt: at });
    const [failedAt, completedAt] = [ago(2, '04:00')(now).toJSDate(), ago(2, '05:01')(now).toJSDate()];
    await this.events.publish(tx, 'sync.failed', { provider, reason: 'API rate limit exceeded' }, context(failedAt));
    const counts = { products: 12, added: 0, updated: 1, unchanged: 11, hidden: 0 };
    await this.events.publish(tx, 'sync.completed', { provider, ...counts }, context(completedAt));
  }

  private checkoutOf({ customer, lines, shipping, awaitsPayment }: DemoOrder): Checkout {
    const goods = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    const { name, email, ...address } = customer;
    return {
      sessionId: newDemoId(demoSessionPrefix),
      paymentIntentId: awaitsPayment ? null : newDemoId('pi_demo_'),
      isDemo: true,
      total: this.money(goods + shipping),
      subtotal: this.money(goods).amount,
      discount: 0,
      shipping: this.money(shipping).amount,
      tax: 0,
      customerName: name,
      customerEmail: email,
      shippingAddress: { ...address, name, line2: null, region: null, country: 'GB', phone: null },
    };
  }

  private readonly money = (wholeUnits: number): Money => {
    const { currency } = this.settings.shop;
    return { amount: wholeUnits * 10 ** minorUnitDigits(currency), currency };
  };
}
