import { Injectable } from '@nestjs/common';
import { parseParams } from '../stripe/api/parse-params.js';
import { CheckoutService, type Checkout } from '../stripe/checkout/checkout.service.js';
import { commonCountries } from '../stripe/checkout/countries.js';
import { sessionParams, type SessionRequest } from '../stripe/checkout/session-params.js';
import { testShopper } from '../stripe/checkout/shopper.js';
import { unixNow } from '../stripe/stripe-id.js';
import type { SandboxEvent } from '../stripe/webhooks/webhook-event.js';
import { SandboxSettings } from '../settings.js';
import { demoProducts, demoShipping } from './demo-products.js';
import type { OrderItem, OrderRequest } from './order-request.js';

interface Basket {
  items: readonly OrderItem[];
  shipping?: number | undefined;
  currency?: string | undefined;
  /** Where the shop names it, the shopper cannot change it. */
  email?: string | undefined;
  /** Unix seconds; now when left out. */
  created?: number | undefined;
}

/** Buys in the demo shop, the way a real shop does: through a checkout session. */
@Injectable()
export class DemoOrders {
  constructor(
    private readonly checkouts: CheckoutService,
    private readonly settings: SandboxSettings,
  ) {}

  /** Amounts in minor units. Throws `StripeApiError` for what Stripe would refuse. */
  openCheckout({ items, shipping, currency: asked, email, created }: Basket): Checkout {
    const currency = (asked ?? this.settings.shop.currency).toLowerCase();
    const request: SessionRequest = {
      mode: 'payment',
      success_url: `${this.settings.shop.consoleUrl}/orders`,
      line_items: items.map((item) => ({
        quantity: item.quantity,
        price_data: { currency, ...this.priced(item) },
      })),
      shipping_address_collection: { allowed_countries: commonCountries },
      phone_number_collection: { enabled: true },
      after_expiration: { recovery: { enabled: true } },
      consent_collection: { promotions: 'auto' },
      ...(email !== undefined && { customer_email: email }),
      shipping_options: [
        {
          shipping_rate_data: {
            display_name: 'Standard delivery',
            fixed_amount: { amount: shipping ?? demoShipping, currency },
          },
        },
      ],
    };
    return this.checkouts.create(parseParams(sessionParams, request), created);
  }

  /** The whole of it in one go; gives the events told so far. */
  place(order: OrderRequest): { checkout: Checkout; events: SandboxEvent[] } {
    const at = order.created ?? unixNow();
    const checkout = this.openCheckout({ ...order, email: undefined, created: at });
    const events = this.checkouts.pay(checkout, {
      shopper: { ...testShopper, ...order.address, email: order.email, name: order.name },
      choice: order.payment,
      settleAfterSeconds: order.settleAfterSeconds,
      at,
      delivery: order.delivery,
    });
    return { checkout, events };
  }

  private priced(item: OrderItem) {
    if (!('product' in item)) {
      const { name, variant, unitAmount, metadata } = item;
      const about = variant ? { description: variant, metadata: { variant, ...metadata } } : { metadata };
      return { unit_amount: unitAmount, product_data: { name, ...about } };
    }
    const product = demoProducts.find(({ slug }) => slug === item.product);
    if (!product) throw new Error(`The demo shop has no product ${item.product}.`);
    const { name, variant, price, provider, productId, variantId, sku } = product;
    return {
      unit_amount: price,
      product_data: {
        name,
        description: variant,
        metadata: { provider, product_id: productId, variant_id: variantId, variant, sku },
      },
    };
  }
}
