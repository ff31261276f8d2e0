import type { Money, Provider, ShippingAddress } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { lockOrder } from './hold-order.js';
import { OrderNumbers } from './order-numbers.js';
import { Order, OrderLine } from './order.entity.js';

/** What a shopper agreed to pay for, as the payment service tells it. */
export interface Checkout {
  sessionId: string;
  paymentIntentId: string | null;
  total: Money;
  /** Minor units of the total's currency. */
  shipping: number;
  customerName: string;
  customerEmail: string;
  shippingAddress: ShippingAddress | null;
  isDemo?: true;
}

export interface NewOrderLine {
  title: string;
  variant: string | null;
  sku: string | null;
  provider: Provider | null;
  productId: string | null;
  variantId: string | null;
  quantity: number;
  /** Minor units of the order's currency. */
  unitPrice: number;
}

const via = 'Stripe';

@Injectable()
export class OrdersService {
  constructor(
    private readonly numbers: OrderNumbers,
    private readonly events: DomainEvents,
    private readonly consoles: ConsoleNotifier,
    private readonly jobs: JobQueue,
  ) {}

  /**
   * The shopper has paid: the order is placed, once per checkout however often this is heard. What has to follow is asked
   * for, the first time; nothing follows from an order of the demo.
   */
  async place(tx: Transaction, checkout: Checkout, at: Date, receivedAt?: Date): Promise<Order> {
    const order = await this.ofCheckout(tx, checkout, at);
    const isNews = order.markPaid(at);
    await this.publish(tx, 'order.created', order, checkout, at, receivedAt);
    if (isNews && !order.isDemo) await this.jobs.enqueue(tx, 'send-order-confirmation', { orderId: order.id });
    await this.fulfilWhenReady(tx, order);
    return order;
  }

  /** The shopper chose a way of paying that takes days. */
  async awaitPayment(tx: Transaction, checkout: Checkout, at: Date, receivedAt?: Date): Promise<Order> {
    const order = await this.ofCheckout(tx, checkout, at);
    await this.publish(tx, 'order.payment_pending', order, checkout, at, receivedAt);
    return order;
  }

  async failPayment(tx: Transaction, checkout: Checkout, at: Date, receivedAt?: Date): Promise<Order> {
    const order = await this.ofCheckout(tx, checkout, at);
    await this.publish(tx, 'order.payment_failed', order, checkout, at, receivedAt);
    return order;
  }

  /** A person writes on the timeline. */
  async addNote(tx: Transaction, orderId: string, text: string, name: string): Promise<void> {
    await this.events.publish(tx, 'order.note', { text }, { orderId, actor: name });
  }

  /** A person corrects where the goods go, and the timeline says who. */
  async correctAddress(tx: Transaction, order: Order, address: ShippingAddress, name: string): Promise<void> {
    order.shippingAddress = address;
    await this.addNote(tx, order.id, 'Shipping address corrected', name);
    tx.afterCommit(() => this.consoles.notify({ orders: [order.id] }));
  }

  /** Keeps the order's lines, once; false when it has them already or is gone. */
  async storeLines(tx: Transaction, orderId: string, lines: NewOrderLine[]): Promise<boolean> {
    const order = await lockOrder(tx, orderId);
    if (!order || order.linesFetchedAt) return false;
    order.linesFetchedAt = new Date();
    for (const [position, line] of lines.entries()) {
      tx.em.create(OrderLine, { id: uuidv7(), orderId, position, ...line });
    }
    await tx.em.flush();
    await this.fulfilWhenReady(tx, order);
    tx.afterCommit(() => this.consoles.notify({ orders: [orderId] }));
    return true;
  }

  private async fulfilWhenReady(tx: Transaction, order: Order): Promise<void> {
    if (order.isReadyToFulfil()) await this.jobs.enqueue(tx, 'fulfil-order', { orderId: order.id }, { key: order.id });
  }

  private async publish(
    tx: Transaction,
    type: 'order.created' | 'order.payment_pending' | 'order.payment_failed',
    order: Order,
    { sessionId, total }: Checkout,
    occurredAt: Date,
    receivedAt?: Date,
  ): Promise<void> {
    await this.events.publish(
      tx,
      type,
      { total, via },
      {
        orderId: order.id,
        occurredAt,
        ...(receivedAt && { receivedAt: receivedAt }),
        actor: via,
        dedupeKey: `${type}:${sessionId}`,
      },
    );
  }

  private async ofCheckout(tx: Transaction, checkout: Checkout, at: Date): Promise<Order> {
    // Two events of one session at once would each find no order.
    await sql`select pg_advisory_xact_lock(hashtextextended(${checkout.sessionId}, 0))`.execute(tx.sql);
    const known = await tx.em.findOne(Order, { checkoutSessionId: checkout.sessionId });
    const order = known ?? (await this.create(tx, checkout, at));
    order.backdatePlacedAt(at);
    return order;
  }

  private async create(tx: Transaction, checkout: Checkout, at: Date): Promise<Order> {
    return tx.em.create(Order, {
      id: uuidv7(),
      number: await this.numbers.next(tx, at),
      status: 'awaiting_payment',
      currency: checkout.total.currency,
      total: checkout.total.amount,
      shipping: checkout.shipping,
      customerName: checkout.customerName,
      customerEmail: checkout.customerEmail,
      shippingAddress: checkout.shippingAddress,
      checkoutSessionId: checkout.sessionId,
      paymentIntentId: checkout.paymentIntentId,
      linesFetchedAt: null,
      fulfilmentError: null,
      isDemo: checkout.isDemo ?? false,
      placedAt: at,
      paidAt: null,
    });
  }
}
