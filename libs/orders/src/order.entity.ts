import {
  canonicalEmail,
  orderStatuses,
  type FulfilmentStatus,
  type OrderStatus,
  type Provider,
  type ShippingAddress,
} from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { canTransition, deriveStatus } from './order-status.js';

/** `not_approved`: the review ended in another way, such as a refund. */
const paymentReviews = ['open', 'approved', 'not_approved'] as const;
export type PaymentReview = (typeof paymentReviews)[number];
export const holdsOrder = (review: PaymentReview | null | undefined): boolean =>
  review === 'open' || review === 'not_approved';

const newestFirst = [
  { name: 'placedAt', sort: 'desc' },
  { name: 'id', sort: 'desc' },
] as const;

const toCanonicalEmail = ({ customerEmail }: { customerEmail: string }) => canonicalEmail(customerEmail);

const OrderSchema = defineEntity({
  name: 'Order',
  tableName: 'customer_order',
  indexes: [
    { name: 'customer_order_placed', columns: [...newestFirst] },
    { name: 'customer_order_by_status', columns: [{ name: 'status' }, ...newestFirst] },
    {
      name: 'customer_order_search',
      expression: `create index customer_order_search on customer_order
        using gin ((number || ' ' || customer_name || ' ' || customer_email) gin_trgm_ops)`,
    },
    { name: 'customer_order_of_address', properties: ['canonicalEmail', 'placedAt'] },
    { name: 'customer_order_payment_intent', properties: ['paymentIntentId'] },
    { name: 'customer_order_charge', properties: ['chargeId'] },
  ],
  properties: {
    id: p.uuid().primary(),
    number: p.string().length(32).unique(),
    status: p.enum(orderStatuses).columnType('varchar(24)'),
    currency: p.character().length(3),
    /** Amounts are in minor units. */
    total: p.bigint('number'),
    /** Null where Stripe gives none. */
    subtotal: p.bigint('number').nullable(),
    discount: p.bigint('number').defaultRaw('0'),
    shipping: p.bigint('number').defaultRaw('0'),
    /** Included in the prices or added to them. */
    tax: p.bigint('number').defaultRaw('0'),
    customerName: p.text(),
    customerEmail: p.text(),
    /** As `canonicalEmail` writes it, to find a person's orders by. */
    canonicalEmail: p.text().default('').onCreate(toCanonicalEmail).onUpdate(toCanonicalEmail),
    shippingAddress: p.json<ShippingAddress>().nullable(),
    checkoutSessionId: p.string().length(255).unique(),
    paymentIntentId: p.string().length(255).nullable(),
    /** Null until a webhook names it together with the payment intent. One that has succeeded replaces one that may have failed. */
    chargeId: p.string().length(255).nullable(),
    /** The same total in the other currency of a payment that has two: the shopper's, or the shop's. */
    presentmentTotal: p.bigint('number').nullable(),
    presentmentCurrency: p.character().length(3).nullable(),
    /** Whether the payment was held for review, as of `paymentReviewAt`. */
    paymentReview: p.enum(paymentReviews).columnType('varchar(16)').nullable(),
    paymentReviewAt: p.datetime(3).nullable(),
    linesFetchedAt: p.datetime(3).nullable(),
    fulfilmentError: p.text().nullable(),
    /** Since when it is known to wait too long, for its submission and for its goods to leave. */
    submissionOverdueAt: p.datetime(3).nullable(),
    shippingOverdueAt: p.datetime(3).nullable(),
    /** Placed by the demo: only the sandbox hears of it (`Settings.mayReachServices`). */
    isDemo: p.boolean().default(false),
    placedAt: p.datetime(3),
    paidAt: p.datetime(3).nullable(),
    insertedAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p
      .datetime(3)
      .defaultRaw('now()')
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
});

export class Order extends OrderSchema.class {
  /** Does nothing when `status` may not follow the current one. */
  advanceTo(status: OrderStatus): void {
    if (canTransition(this.status, status)) this.status = status;
  }

  /** `isIncomplete`: it has lines that are in none of them. */
  updateStatus(fulfilmentStatuses: readonly FulfilmentStatus[], isIncomplete = false): void {
    const status = deriveStatus(fulfilmentStatuses, isIncomplete);
    if (status) this.advanceTo(status);
  }

  isReadyToFulfil(): boolean {
    return this.paidAt !== null && this.linesFetchedAt !== null;
  }

  isHeldForReview(): boolean {
    return holdsOrder(this.paymentReview);
  }

  /** The latest news counts; of two at the same time, that it is over. */
  reviewPayment(review: PaymentReview, at: Date): void {
    const isOlder =
      this.paymentReviewAt && (review === 'open' ? at <= this.paymentReviewAt : at < this.paymentReviewAt);
    if (isOlder) return;
    this.paymentReview = review;
    this.paymentReviewAt = at;
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
  await tx.kysely<OrdersTables>().selectFrom('customer_order').where('id', '=', id).forNoKeyUpdate().execute();
  return tx.em.findOne(Order, { id }, { refresh: true });
}

const OrderLineSchema = defineEntity({
  name: 'OrderLine',
  tableName: 'order_line',
  uniques: [{ name: 'order_line_position', properties: ['orderId', 'position'] }],
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(Order).mapToPk().fieldName('order_id').deleteRule('cascade'),
    /** From 0, in Stripe's order. */
    position: p.integer(),
    title: p.text(),
    variant: p.text().nullable(),
    sku: p.text().nullable(),
    /** Null when Stripe does not say which goods the line is for: it is kept but cannot be submitted. */
    provider: p.string().length(16).$type<Provider>().nullable(),
    productId: p.text().nullable(),
    variantId: p.text().nullable(),
    quantity: p.integer().check('quantity > 0'),
    unitPrice: p.bigint('number'),
  },
});

export class OrderLine extends OrderLineSchema.class {}
OrderLineSchema.setClass(OrderLine);

/** What the numbers of a day's orders are counted from: see `OrderNumbers`. */
const OrderNumberDaySchema = defineEntity({
  name: 'OrderNumberDay',
  tableName: 'order_number_day',
  properties: {
    day: p.date().primary(),
    startsAfter: p.bigint('number'),
  },
});

export type OrdersTables = InferKyselyDB<typeof OrderSchema | typeof OrderLineSchema | typeof OrderNumberDaySchema>;

export const ordersEntities = [Order, OrderLine, OrderNumberDaySchema];
