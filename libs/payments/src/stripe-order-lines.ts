import { failpoint } from '@daybook/config';
import { providers, type Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Order, OrdersService, type NewOrderLine } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { StripeClient } from './stripe-client.js';

/** The most lines that Stripe allows in a session. */
const maxLines = 100;

/** The lines of orders whose checkout session was made elsewhere. Stripe's webhooks do not carry them. */
@Injectable()
export class StripeOrderLines {
  constructor(
    private readonly database: Database,
    private readonly stripe: StripeClient,
    private readonly orders: OrdersService,
  ) {}

  /** Stores the lines once. Throws what Stripe's library throws. */
  async fetch(orderId: string): Promise<void> {
    const order = await this.database.transaction((tx) => tx.em.findOne(Order, { id: orderId }));
    if (!order || order.linesFetchedAt) return;
    await failpoint('order-lines.started');
    const items = await this.stripe.api.checkout.sessions
      .listLineItems(order.checkoutSessionId, { limit: maxLines, expand: ['data.price.product'] })
      .autoPagingToArray({ limit: maxLines });
    await failpoint('order-lines.answered');
    await this.database.transaction((tx) => this.orders.storeLines(tx, orderId, items.map(toOrderLine)));
    await failpoint('order-lines.stored');
  }
}

function toOrderLine(item: Stripe.LineItem): NewOrderLine {
  const product = productIn(item);
  const metadata = product?.metadata ?? {};
  const quantity = item.quantity ?? 1;
  return {
    title: item.description ?? product?.name ?? 'Unnamed item',
    variant: metadata['variant'] ?? null,
    sku: metadata['sku'] ?? null,
    provider: parseProvider(metadata['provider']),
    productId: metadata['product_id'] ?? null,
    variantId: metadata['variant_id'] ?? null,
    quantity,
    unitPrice: item.price?.unit_amount ?? Math.round(item.amount_subtotal / quantity),
  };
}

function productIn({ price }: Stripe.LineItem): Stripe.Product | null {
  if (!price || typeof price.product === 'string') return null;
  return price.product.deleted ? null : price.product;
}

const parseProvider = (name: string | undefined): Provider | null =>
  providers.find((provider) => provider === name) ?? null;
