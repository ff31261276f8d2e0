import type { Money, Provider, ShippingAddress } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { toCorrection } from './address-correction.js';
import { OrderNumbers } from './order-numbers.js';
import { lockOrder, Order, OrderLine } from './order.entity.js';

/** What a shopper agreed to pay for, as the payment service reports it. */
export interface Checkout {
  sessionId: string;
  paymentIntentId: string | null;
  total: Money;
  /** The same in the other currency of a payment that has two, as with Adaptive Pricing. */
  presentment?: Money | null;
  /** Minor units of the total's currency, like what follows. Null where the payment service gives none. */
  subtotal: number | null;
  discount: number;
  shipping: number;
  /** Included in the prices or added to them. */
  tax: number;
  customerName: string;
  customerEmail: string;
  shippingAddress: ShippingAddress | null;
  /** Missing when they have to be fetched. */
  lines?: NewOrderLine[] | undefined;
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

/** The account that may edit it. */
interface NoteAuthor {
  userId: string;
  name: string;
}

const via = 'Stripe';

@Injectable()
export class OrdersService {
  constructor(
    private readonly numbers: OrderNumbers,
    private readonly events: DomainEvents,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /**
   * Places a paid order, once per checkout session however often the payment is reported.
   */
  async place(tx: Transaction, checkout: Checkout, paidAt: Date, receivedAt?: Date): Promise<Order> {
    const order = await this.findOrCreate(tx, checkout, paidAt);
    order.markPaid(paidAt);
    await this.publish(tx, 'order.created', order, checkout, paidAt, receivedAt);
    await this.announceWhenReady(tx, order);
    return order;
  }

  /** Records an order whose payment method takes days to confirm. */
  async recordPendingPayment(tx: Transaction, checkout: Checkout, occurredAt: Date, receivedAt?: Date): Promise<Order> {
    const order = await this.findOrCreate(tx, checkout, occurredAt);
    await this.publish(tx, 'order.payment_pending', order, checkout, occurredAt, receivedAt);
    await this.announceWhenReady(tx, order);
    return order;
  }

  async recordPaymentFailure(tx: Transaction, checkout: Checkout, occurredAt: Date): Promise<Order> {
    const order = await this.findOrCreate(tx, checkout, occurredAt);
    await this.publish(tx, 'order.payment_failed', order, checkout, occurredAt);
    await this.announceWhenReady(tx, order);
    return order;
  }

  async addNote(tx: Transaction, orderId: string, text: string, author: NoteAuthor): Promise<void> {
    const data = { text, authorId: author.userId };
    await this.events.publish(tx, 'order.note', data, { orderId, actor: author.name });
  }

  /** Does nothing when the order has this address already. */
  async correctAddress(tx: Transaction, order: Order, address: ShippingAddress, actor: string): Promise<void> {
    const correction = toCorrection(order.shippingAddress ?? null, address);
    if (!correction) return;
    order.shippingAddress = address;
    await this.events.publish(tx, 'order.address_corrected', correction, { orderId: order.id, actor });
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [order.id] }));
  }

  /** Does nothing when the order has this address already. */
  async correctEmail(tx: Transaction, orderId: string, to: string, actor: string): Promise<void> {
    const order = await lockOrder(tx, orderId);
    if (!order || order.customerEmail === to) return;
    const from = order.customerEmail;
    order.customerEmail = to;
    await this.events.publish(tx, 'order.email_corrected', { from, to }, { orderId, actor });
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [orderId] }));
  }

  /** Returns false when the order has its lines already or is gone. */
  async storeLines(tx: Transaction, orderId: string, lines: NewOrderLine[]): Promise<boolean> {
    const order = await lockOrder(tx, orderId);
    if (!order || order.linesFetchedAt) return false;
    this.addLines(tx, order, lines);
    await this.announceWhenReady(tx, order);
    return true;
  }

  private async announceWhenReady(tx: Transaction, order: Order): Promise<void> {
    if (order.isReadyToFulfil()) await this.events.announce(tx, 'order.ready', order.id);
  }

  private async publish(
    tx: Transaction,
    type: 'order.created' | 'order.payment_pending' | 'order.payment_failed',
    order: Order,
    { sessionId, total }: Checkout,
    occurredAt: Date,
    receivedAt?: Date,
  ): Promise<void> {
    const dedupeKey = `${type}:${sessionId}`;
    const context = { orderId: order.id, occurredAt, actor: via, dedupeKey, ...(receivedAt && { receivedAt }) };
    await this.events.publish(tx, type, { total, via }, context);
  }

  private async findOrCreate(tx: Transaction, checkout: Checkout, placedAt: Date): Promise<Order> {
    // Without this lock, two events of one session at once would each find no order.
    await tx.lock('checkout session', checkout.sessionId);
    const existing = await tx.em.findOne(Order, { checkoutSessionId: checkout.sessionId });
    // its lines may be stored at the same time
    const locked = existing && (await lockOrder(tx, existing.id));
    const order = locked ?? (await this.createUnpaid(tx, checkout, placedAt));
    order.backdatePlacedAt(placedAt);
    order.paymentIntentId ??= checkout.paymentIntentId;
    if (checkout.lines && !order.linesFetchedAt) this.addLines(tx, order, checkout.lines);
    return order;
  }

  private async createUnpaid(tx: Transaction, checkout: Checkout, placedAt: Date): Promise<Order> {
    const { sessionId, total, presentment, lines: _, isDemo = false, ...details } = checkout;
    return tx.em.create(Order, {
      ...details,
      id: uuidv7(),
      number: await this.numbers.next(tx, placedAt),
      status: 'awaiting_payment',
      currency: total.currency,
      total: total.amount,
      presentmentTotal: presentment?.amount ?? null,
      presentmentCurrency: presentment?.currency ?? null,
      chargeId: null,
      paymentReview: null,
      paymentReviewAt: null,
      checkoutSessionId: sessionId,
      linesFetchedAt: null,
      fulfilmentError: null,
      submissionOverdueAt: null,
      shippingOverdueAt: null,
      isDemo,
      placedAt,
      paidAt: null,
    });
  }

  private addLines(tx: Transaction, order: Order, lines: NewOrderLine[]): void {
    order.linesFetchedAt = new Date();
    for (const [position, line] of lines.entries())
      tx.em.create(OrderLine, { id: uuidv7(), orderId: order.id, position, ...line });
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [order.id] }));
  }
}
