import { failpoint } from '@daybook/config';
import { providers, type Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Order, OrdersService, type NewOrderLine } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { StripeClient } from './stripe-client.js';

/** Stripe allows 100 lines in a session; more is not ours to read. */
const mostLines = 100;

/** The lines of orders whose session was made elsewhere: Stripe knows them, the webhook does not carry them. */
@Injectable()
export class StripeOrderLines {
  constructor(
    private readonly database: Database,
    private readonly stripe: StripeClient,
    private readonly orders: OrdersService,
  ) {}

  /** Asks Stripe and keeps the answer, once. Throws what Stripe's library throws. */
  async fetch(orderId: string): Promise<void> {
    const order = await this.database.transaction((tx) => tx.em.findOne(Order, { id: orderId }));
    if (!order || order.linesFetchedAt) return;
    await failpoint('order-lines.started');
    const items = await this.stripe.api.checkout.sessions
      .listLineItems(order.checkoutSessionId, { limit: mostLines, expand: ['data.price.product'] })
      .autoPagingToArray({ limit: mostLines });
    await failpoint('order-lines.answered');
    await this.database.transaction((tx) => this.orders.storeLines(tx, orderId, items.map(lineOf)));
    await failpoint('order-lines.stored');
  }
}

function lineOf(item: Stripe.LineItem): NewOrderLine {
  const product = productOf(item);
  const goods = product?.metadata ?? {};
  const quantity = item.quantity ?? 1;
  return {
    title: item.description ?? product?.name ?? 'Unnamed item',
    variant: goods['variant'] ?? null,
    sku: goods['sku'] ?? null,
    provider: providerOf(goods['provider']),
    productId: goods['product_id'] ?? null,
    variantId: goods['variant_id'] ?? null,
    quantity,
    unitPrice: item.price?.unit_amount ?? Math.round(item.amount_subtotal / quantity),
  };
}

function productOf({ price }: Stripe.LineItem): Stripe.Product | null {
  if (!price || typeof price.product === 'string') return null;
  return price.product.deleted ? null : price.product;
}

const providerOf = (name: string | undefined): Provider | null =>
  providers.find((provider) => provider === name) ?? null;
