import { setTimeout as pause } from 'node:timers/promises';
import { AbandonedCart } from '@daybook/carts';
import { Settings, UserFacingError } from '@daybook/config';
import { Database, type Transaction } from '@daybook/database';
import { Fulfilment, Shipment } from '@daybook/fulfilment';
import { Order, OrderLine } from '@daybook/orders';
import { Refund } from '@daybook/payments';
import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { demoSessionPrefix } from './demo-carts.js';
import { mug, tote } from './demo-order.js';

const maxWaitMs = 60_000;
const maxAnswerMs = 10_000;
const newCustomer = { name: 'Kate Dunmore', email: 'kate.dunmore@example.com' };
const hourSeconds = 3_600;
const toUnix = (at: Date | null | undefined) => Math.floor((at?.getTime() ?? 0) / 1_000);

/** What the demo's orders and carts look like at the services, told to the sandbox, which stands in for them. */
@Injectable()
export class SandboxHistory {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Repeated, it changes nothing. Waits for the sandbox, which may be starting. */
  async send(now: DateTime): Promise<void> {
    const history = await this.database.transaction((tx) => this.describe(tx, now));
    const deadline = Date.now() + maxWaitMs;
    const request = () => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(history),
      signal: AbortSignal.timeout(maxAnswerMs),
    });
    const url = new URL('/sandbox/history', this.settings.stripe.apiUrl);
    for (;;) {
      const response = await fetch(url, request()).catch(() => null);
      if (response?.ok) return;
      if (response) throw new UserFacingError(`The sandbox refused the demo: ${await response.text()}`);
      if (Date.now() > deadline) throw new UserFacingError(`The sandbox does not answer at ${url.origin}.`);
      await pause(100);
    }
  }

  private async describe(tx: Transaction, now: DateTime) {
    const orders = await tx.em.find(Order, { isDemo: true });
    const byId = new Map(orders.map((order) => [order.id, order]));
    const refunds = await tx.em.find(Refund, { orderId: { $in: [...byId.keys()] } });
    const carts = await tx.em.find(AbandonedCart, { sessionId: { $like: `${demoSessionPrefix}%` }, recoveredAt: null });
    return {
      payments: orders.flatMap((order) => toPayment(order, refunds)),
      orders: await describeFulfilments(tx, byId, now),
      abandonedCheckouts: carts.map(toAbandonedCheckout),
      ...(orders.length > 0 && (await this.mayOrderAnew(tx)) && { newOrder: newOrder(now) }),
    };
  }

  /** Daybook can't tell the new order from a customer's: a real service would be told of it. */
  private async mayOrderAnew(tx: Transaction): Promise<boolean> {
    if (!this.settings.mayReachServices({ isDemo: true })) return false;
    return (await tx.em.count(Order, { customerEmail: newCustomer.email })) === 0;
  }
}

/** It arrives by a webhook, as every later one. */
function newOrder(now: DateTime) {
  return {
    items: [mug, tote].map(({ title, variant, price, provider, productId, variantId, sku }) => ({
      ...{ name: title, variant, unitAmount: price * 100 },
      metadata: { provider, product_id: productId, variant_id: variantId, variant, sku },
    })),
    ...newCustomer,
    address: { line1: '1 Orchard Close', city: 'Hay-on-Wye', postal_code: 'HR3 5AT', country: 'GB', phone: null },
    created: toUnix(now.minus({ minutes: 1 }).toJSDate()),
  };
}

function toPayment(order: Order, refunds: Refund[]) {
  const { id, paymentIntentId, chargeId, checkoutSessionId: sessionId, total: amount, currency, paidAt } = order;
  if (!paymentIntentId || !chargeId) return [];
  const own = refunds.filter(({ orderId, stripeId }) => orderId === id && stripeId);
  return [
    {
      ...{ paymentIntent: paymentIntentId, charge: chargeId, sessionId, amount, currency, created: toUnix(paidAt) },
      ...{ email: order.customerEmail, name: order.customerName },
      refunds: own.map((refund) => ({
        ...{ id: refund.stripeId, amount: refund.amount, created: toUnix(refund.refundedAt) },
      })),
    },
  ];
}

const states = {
  ...{ submitted: 'accepted', in_production: 'in_production', shipped: 'shipped', delivered: 'shipped' },
  cancelled: 'cancelled',
} as const;

/** One after the other they go on, from a minute on; parcels that are under way come first. */
async function describeFulfilments(tx: Transaction, orders: Map<string, Order>, now: DateTime) {
  const orderIds = [...orders.keys()];
  const fulfilments = await tx.em.find(Fulfilment, { orderId: { $in: orderIds }, providerOrderId: { $ne: null } });
  const lines = await tx.em.find(OrderLine, { orderId: { $in: orderIds } });
  const shipments = await tx.em.find(Shipment, { fulfilmentId: { $in: fulfilments.map(({ id }) => id) } });
  const open = fulfilments.filter(({ status }) => status !== 'delivered' && status !== 'cancelled');
  // first a parcel that completes its order
  const rank = ({ allShippedAt, orderId }: Fulfilment) =>
    (allShippedAt ? 0 : fulfilments.length) + open.filter((other) => other.orderId === orderId).length;
  const queue = open.toSorted((one, other) => rank(one) - rank(other));
  return fulfilments.flatMap((fulfilment) => {
    const { provider, providerOrderId: id, externalId, status, submittedAt, productionAt, orderId } = fulfilment;
    const state = status in states ? states[status as keyof typeof states] : undefined;
    const order = orders.get(orderId);
    if (!order?.shippingAddress || !state) return [];
    const { name, line1, city, postalCode, country } = order.shippingAddress;
    const turn = queue.indexOf(fulfilment);
    return [
      {
        ...{ provider, id, externalId, state, submittedAt: submittedAt?.toISOString() },
        acceptedAt: (productionAt ?? submittedAt)?.toISOString(),
        recipient: { name, email: order.customerEmail, line1, city, postalCode, country },
        lines: lines
          .filter((line) => line.orderId === orderId && line.provider === provider)
          .map(({ productId, variantId, quantity }) => ({ productId, variantId, quantity })),
        parcels: shipments
          .filter(({ fulfilmentId }) => fulfilmentId === fulfilment.id)
          .map(({ key, carrier, trackingNumber, trackingUrl, shippedAt, deliveredAt }) => ({
            ...(provider === 'printful' && { id: Number(key) }),
            ...{ carrier, trackingNumber, trackingUrl },
            ...{ shippedAt: shippedAt?.toISOString(), deliveredAt: deliveredAt?.toISOString() ?? null },
          })),
        advancesAt:
          turn < 0
            ? null
            : now
                .plus({ minutes: 1 + turn * 10 })
                .toJSDate()
                .toISOString(),
      },
    ];
  });
}

function toAbandonedCheckout({ sessionId, email, items, total, currency, abandonedAt }: AbandonedCart) {
  const goods = (items ?? []).reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
  return {
    ...{ sessionId, email, currency, shipping: total - goods },
    ...{ created: toUnix(abandonedAt) - hourSeconds, expiredAt: toUnix(abandonedAt) },
    items: (items ?? []).map((item) => ({
      ...{ name: item.title, variant: item.variant, unitAmount: item.unitPrice, quantity: item.quantity },
      metadata: { provider: item.provider, product_id: item.providerProductId, variant_id: item.providerVariantId },
    })),
  };
}
