import { providers, type Provider } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { done, Job, standardPolicy, type JobOutcome, type JobSteps } from '@daybook/jobs';
import { Order, OrdersService, type NewOrderLine } from '@daybook/orders';
import type { Stripe } from 'stripe';
import { z } from 'zod';
import { StripeClient } from './stripe-client.js';

/** The most lines that Stripe allows in a session. */
const maxLines = 100;

const payload = z.object({ orderId: z.uuid() });
type Payload = z.infer<typeof payload>;

/** For an order whose checkout session was created elsewhere: Stripe's webhooks do not carry its lines. */
@Job({
  name: 'fetch-order-lines',
  label: 'Fetch the lines of an order from Stripe',
  payload,
  policy: { ...standardPolicy, maxAttempts: 80, timeoutSeconds: 60, concurrency: 2 },
  resource: ({ orderId }) => `lines of order ${orderId}`,
})
export class FetchOrderLines implements JobSteps<Payload, string, Stripe.LineItem[]> {
  constructor(
    private readonly stripe: StripeClient,
    private readonly orders: OrdersService,
  ) {}

  async prepare(tx: Transaction, { orderId }: Payload): Promise<string | JobOutcome> {
    const order = await tx.em.findOne(Order, { id: orderId });
    return !order || order.linesFetchedAt ? done : order.checkoutSessionId;
  }

  perform(sessionId: string): Promise<Stripe.LineItem[]> {
    return this.stripe.api.checkout.sessions
      .listLineItems(sessionId, { limit: maxLines, expand: ['data.price.product'] })
      .autoPagingToArray({ limit: maxLines });
  }

  async record(tx: Transaction, { orderId }: Payload, items: Stripe.LineItem[]): Promise<JobOutcome> {
    await this.orders.storeLines(tx, orderId, items.map(toOrderLine));
    return done;
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
