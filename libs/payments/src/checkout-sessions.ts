import {
  CartCheckouts,
  CartError,
  ShopLimits,
  type PendingCheckout,
  type CartItem,
  type CheckoutInput,
} from '@daybook/carts';
import { failpoint, Settings } from '@daybook/config';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { Stripe } from 'stripe';
import { checkoutMetadataKey } from './checkout-session.js';
import { isStripeServerError, StripeClient } from './stripe-client.js';

@Injectable()
export class CheckoutSessions {
  constructor(
    private readonly database: Database,
    private readonly checkouts: CartCheckouts,
    private readonly limits: ShopLimits,
    private readonly stripe: StripeClient,
    private readonly settings: Settings,
  ) {}

  /**
   * The page where the shopper pays; the same page for as long as the cart stays the same. `network`: where the shopper is.
   * Throws `CartError` and, when it takes a new page, `ShopLimitError`, both with a sentence for the shopper; and what Stripe's
   * library throws.
   */
  async open(cartId: string, input: CheckoutInput, network: string): Promise<{ url: string }> {
    const hasBegun = await this.database.transaction((tx) => this.checkouts.hasBegun(tx, cartId, input));
    if (!hasBegun) await this.limits.consume('checkouts', network);
    const checkout = await this.database.transaction((tx) => this.checkouts.start(tx, cartId, input));
    if (checkout.url !== null) return { url: checkout.url };
    const { id, url, created } = await this.createSession(checkout);
    await failpoint('checkout.answered');
    if (url === null) throw new Error(`Stripe returned no URL for the session ${id}.`);
    const session = { id, url, openedAt: new Date(created * 1_000) };
    await this.database.transaction((tx) => this.checkouts.attachSession(tx, checkout.id, session));
    return { url };
  }

  private async createSession(checkout: PendingCheckout): Promise<Stripe.Checkout.Session> {
    try {
      const idempotencyKey = `checkout-${checkout.id}`;
      return await this.stripe.api.checkout.sessions.create(this.toParams(checkout), { idempotencyKey });
    } catch (error) {
      // Stripe would repeat the same answer to the same key.
      if (error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof CartError)
        await this.database.transaction((tx) => this.checkouts.discard(tx, checkout.id));
      else if (error instanceof Stripe.errors.StripeIdempotencyError || isStripeServerError(error))
        await this.database.transaction((tx) => this.checkouts.markUncertain(tx, checkout.id));
      throw error;
    }
  }

  private toParams({ id, cartId, items, email, expiresAt }: PendingCheckout): Stripe.Checkout.SessionCreateParams {
    const { publicUrl, shipping } = this.settings;
    return {
      mode: 'payment',
      line_items: items.map(toLineItem),
      customer_email: email,
      shipping_address_collection: { allowed_countries: shipping.countries },
      shipping_options: [this.shippingOption(items)],
      phone_number_collection: { enabled: true },
      after_expiration: { recovery: { enabled: true } },
      expires_at: expiresAt.getTime() / 1_000,
      client_reference_id: cartId,
      metadata: { [checkoutMetadataKey]: id },
      success_url: `${publicUrl}/checkout/thank-you?session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `${publicUrl}/cart`,
    };
  }

  private shippingOption(items: CartItem[]) {
    const currency = items[0]?.currency ?? this.settings.shop.currency;
    const { price } = this.settings.shipping;
    if (price > 0 && currency !== this.settings.shop.currency)
      throw new CartError(`Delivery is charged in ${this.settings.shop.currency}, but the cart is in ${currency}.`);
    return {
      shipping_rate_data: {
        type: 'fixed_amount' as const,
        display_name: price === 0 ? 'Free delivery' : 'Standard delivery',
        fixed_amount: { amount: price, currency: currency.toLowerCase() },
      },
    };
  }
}

/** The metadata is what `FetchOrderLines` reads, so that a copy of the session becomes an order like any other. */
function toLineItem(item: CartItem): Stripe.Checkout.SessionCreateParams.LineItem {
  const { title, variant, sku, provider, providerProductId, providerVariantId, imageUrl } = item;
  return {
    quantity: item.quantity,
    price_data: {
      currency: item.currency.toLowerCase(),
      unit_amount: item.unitPrice,
      product_data: {
        name: title,
        ...(variant && { description: variant }),
        ...(isWebUrl(imageUrl) && { images: [imageUrl] }),
        metadata: {
          provider,
          product_id: providerProductId,
          variant_id: providerVariantId,
          ...(variant && { variant: variant.slice(0, maxMetadata) }),
          ...(sku && { sku: sku.slice(0, maxMetadata) }),
        },
      },
    },
  };
}

/** Stripe's limits, in characters. */
const maxMetadata = 500;
const maxUrl = 2_048;

const isWebUrl = (text: string | null): text is string =>
  text !== null && text.length <= maxUrl && /^https?:$/.test(URL.parse(text)?.protocol ?? '');
