import type { CartItem, SessionNews } from '@daybook/carts';
import type { NewOrderLine } from '@daybook/orders';
import { z } from 'zod';
import { checkoutOf, type CheckoutSession } from './stripe-events.js';

/** In a session's metadata: the checkout it was opened for. */
export const checkoutMetadataKey = 'daybook_checkout';

/** What a session says about its cart; `at`, when its event happened, stands in for what it leaves out. */
export function sessionNewsOf(session: CheckoutSession, at: Date): SessionNews {
  const { id, metadata, created, recovered_from, customer_details, customer_email, consent } = session;
  const { url, expires_at } = session.after_expiration?.recovery ?? {};
  const checkoutId = z.uuid().safeParse(metadata?.[checkoutMetadataKey]);
  return {
    sessionId: id,
    checkoutId: checkoutId.success ? checkoutId.data : null,
    recoveredFrom: recovered_from ?? null,
    openedAt: created ? new Date(created * 1_000) : at,
    email: customer_details?.email ?? customer_email,
    hasOptedIn: consent?.promotions === 'opt_in',
    total: checkoutOf(session).total,
    recovery: url && expires_at ? { url, expiresAt: new Date(expires_at * 1_000) } : null,
  };
}

/** What was in the cart as a line of its order. */
export const lineOfCart = (item: CartItem): NewOrderLine => ({
  title: item.title,
  variant: item.variant || null,
  sku: item.sku,
  provider: item.provider,
  productId: item.providerProductId,
  variantId: item.providerVariantId,
  quantity: item.quantity,
  unitPrice: item.unitPrice,
});
