import { CartCheckouts, CartRefused, type BegunCheckout, type CartItem, type CheckoutWishes } from '@daybook/carts';
import { failpoint, Settings } from '@daybook/config';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { Stripe } from 'stripe';
import { checkoutMetadataKey } from './cart-sessions.js';
import { StripeClient } from './stripe-client.js';
import { isStripeServerError } from './stripe-errors.js';

/** Opens the sessions of Stripe Checkout in which our carts are paid. */
@Injectable()
export class CheckoutSessions {
  constructor(
    private readonly database: Database,
    private readonly checkouts: CartCheckouts,
    private readonly stripe: StripeClient,
    private readonly settings: Settings,
  ) {}

  /**
   * Where the shopper pays. Opened twice with the same cart it is the same place. Throws `CartRefused` with a sentence for
   * the shopper, and what Stripe's library throws.
   */
  async open(cartId: string, wishes: CheckoutWishes): Promise<{ url: string }> {
    const begun = await this.database.transaction((tx) => this.checkouts.begin(tx, cartId, wishes));
    if (begun.url !== null) return { url: begun.url };
    const session = await this.create(begun);
    await failpoint('checkout.answered');
    const { id, url, created } = session;
    if (url === null) throw new Error(`Stripe gave no address for the session ${id}.`);
    const opened = { id, url, openedAt: new Date(created * 1_000) };
    await this.database.transaction((tx) => this.checkouts.opened(tx, begun.id, opened));
    return { url };
  }

  private async create(begun: BegunCheckout): Promise<Stripe.Checkout.Session> {
    try {
      const idempotencyKey = `checkout-${begun.id}`;
      return await this.stripe.api.checkout.sessions.create(this.paramsOf(begun), { idempotencyKey });
    } catch (error) {
      // Stripe would repeat the same answer to the same key
      if (error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof CartRefused)
        await this.database.transaction((tx) => this.checkouts.refused(tx, begun.id));
      else if (error instanceof Stripe.errors.StripeIdempotencyError || isStripeServerError(error))
        await this.database.transaction((tx) => this.checkouts.inDoubt(tx, begun.id));
      throw error;
    }
  }

  private paramsOf({ id, cartId, items, email, expiresAt }: BegunCheckout): Stripe.Checkout.SessionCreateParams {
    const { publicUrl, shipping } = this.settings;
    return {
      mode: 'payment',
      line_items: items.map(lineItemOf),
      customer_email: email,
      shipping_address_collection: { allowed_countries: shipping.countries },
      shipping_options: [this.shippingOf(items)],
      phone_number_collection: { enabled: true },
      after_expiration: { recovery: { enabled: true } },
      expires_at: expiresAt.getTime() / 1_000,
      client_reference_id: cartId,
      metadata: { [checkoutMetadataKey]: id },
      success_url: `${publicUrl}/checkout/thank-you?session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `${publicUrl}/cart`,
    };
  }

  private shippingOf(items: CartItem[]) {
    const currency = items[0]?.currency ?? this.settings.shop.currency;
    const { price } = this.settings.shipping;
    if (price > 0 && currency !== this.settings.shop.currency)
      throw new CartRefused(`What is sent is paid in ${this.settings.shop.currency}, and the cart is in ${currency}.`);
    return {
      shipping_rate_data: {
        type: 'fixed_amount' as const,
        display_name: price === 0 ? 'Free delivery' : 'Standard delivery',
        fixed_amount: { amount: price, currency: currency.toLowerCase() },
      },
    };
  }
}

/** The names that `StripeOrderLines` reads are the goods' own: a copy of the session is an order like any other. */
function lineItemOf(item: CartItem): Stripe.Checkout.SessionCreateParams.LineItem {
  const { title, variant, sku, provider, providerProductId, providerVariantId, imageUrl } = item;
  return {
    quantity: item.quantity,
    price_data: {
      currency: item.currency.toLowerCase(),
      unit_amount: item.unitPrice,
      product_data: {
        name: title,
        ...(variant && { description: variant }),
        ...(isWebAddress(imageUrl) && { images: [imageUrl] }),
        metadata: {
          provider,
          product_id: providerProductId,
          variant_id: providerVariantId,
          ...(variant && { variant: variant.slice(0, longestMetadata) }),
          ...(sku && { sku: sku.slice(0, longestMetadata) }),
        },
      },
    },
  };
}

const longestMetadata = 500;
/** As long as Stripe takes. */
const longestAddress = 2_048;

const isWebAddress = (text: string | null): text is string =>
  text !== null && text.length <= longestAddress && /^https?:$/.test(URL.parse(text)?.protocol ?? '');
