import type { Provider } from '@daybook/contract';

/** What a cart keeps of a variant: as it was when it was put in; the price is in minor units. */
export interface CartItem {
  variantId: string;
  productId: string;
  slug: string;
  title: string;
  variant: string;
  sku: string | null;
  provider: Provider;
  providerProductId: string;
  providerVariantId: string;
  imageUrl: string | null;
  unitPrice: number;
  currency: string;
  quantity: number;
}

/** A variant without how many of it are wanted. */
export type CartVariant = Omit<CartItem, 'quantity'>;

/** `subtotal` in minor units, without shipping. */
export interface CartContents {
  id: string;
  items: CartItem[];
  currency: string;
  subtotal: number;
  /** Who is buying, and whether they want to be reminded: as said at the last checkout. */
  email: string | null;
  hasConsent: boolean;
}

/** Stripe takes as many lines in a session. */
export const maxItems = 100;
export const maxQuantity = 99;

/** What a cart, or its checkout, cannot do; the message is a sentence for the shopper. */
export class CartError extends Error {
  override readonly name = 'CartError';
}

export const subtotalOf = (items: readonly CartItem[]): number =>
  items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
