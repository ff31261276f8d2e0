import { Settings } from '@daybook/config';
import { minorUnitDigits, type EventType, type Money } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OrdersQueries, OrdersService, type Checkout } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { otherStories, shopSteps } from './other-stories.js';
import { hadAProblem, wentWell } from './seed-stories.js';
import type { OrderStory, Step } from './story.js';

/** Fills an empty shop with what the last two weeks could have been, through the same doors as the real thing. */
@Injectable()
export class DemoShop {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersService,
    private readonly queries: OrdersQueries,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  /** All of it or nothing; gives how many orders it placed, 0 in a shop that already has some. */
  async load(start: DateTime = DateTime.utc()): Promise<number> {
    const now = start.setZone(this.settings.shop.timeZone);
    const { items: there } = await this.queries.list({ limit: 1 });
    if (there.length > 0) return 0;
    return this.database.transaction(async (tx) => {
      const stories = [wentWell, hadAProblem, ...otherStories(this.money)].sort(
        (a, b) => +a.placed(now) - +b.placed(now),
      );
      for (const [index, story] of stories.entries()) await this.tellOrder(tx, story, index, now);
      for (const step of shopSteps(this.money)) await this.tellStep(tx, step, now);
      return stories.length;
    });
  }

  private async tellOrder(tx: Transaction, story: OrderStory, index: number, now: DateTime): Promise<void> {
    const placedAt = story.placed(now).toJSDate();
    const checkout = this.checkoutOf(story, index);
    const order = await (story.awaitsPayment
      ? this.orders.awaitPayment(tx, checkout, placedAt, placedAt)
      : this.orders.place(tx, checkout, placedAt, placedAt));
    const lines = story.lines.map(({ price, ...line }) => ({ ...line, unitPrice: this.money(price).amount }));
    await this.orders.storeLines(tx, order.id, lines);
    for (const step of story.steps) await this.tellStep(tx, step, now, order.id);
    order.advanceTo(story.status);
    order.fulfilmentError = story.fulfilmentError ?? null;
  }

  private async tellStep<T extends EventType>(
    tx: Transaction,
    step: Step<T>,
    now: DateTime,
    orderId?: string,
  ): Promise<void> {
    const occurredAt = step.at(now).toJSDate();
    const receivedAt = step.heard?.(now).toJSDate() ?? occurredAt;
    await this.events.publish(tx, step.type, step.data, {
      occurredAt,
      receivedAt: receivedAt,
      ...(orderId && { orderId }),
    });
  }

  private checkoutOf({ customer, lines, shipping }: OrderStory, index: number): Checkout {
    const goods = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    const { name, email, line1, city, postalCode } = customer;
    return {
      sessionId: `cs_demo_${index + 1}`,
      paymentIntentId: null,
      isDemo: true,
      total: this.money(goods + shipping),
      shipping: this.money(shipping).amount,
      customerName: name,
      customerEmail: email,
      shippingAddress: { name, line1, line2: null, city, region: null, postalCode, country: 'GB', phone: null },
    };
  }

  /** Stories name whole units, whatever the shop's currency: its minor units are these. */
  private readonly money = (wholeUnits: number): Money => {
    const { currency } = this.settings.shop;
    return { amount: wholeUnits * 10 ** minorUnitDigits(currency), currency };
  };
}
