import type { Provider } from '@daybook/contract';

/** A variant as it was when it was added; `unitPrice` in minor units. */
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

export type CartVariant = Omit<CartItem, 'quantity'>;

/** Of a session made elsewhere, only what a reminder says. */
export type AbandonedItem = Partial<CartItem> & Pick<CartItem, 'title' | 'variant' | 'quantity' | 'unitPrice'>;
