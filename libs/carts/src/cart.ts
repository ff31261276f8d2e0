import type { Provider } from '@daybook/contract';
import { sql, type Kysely } from 'kysely';

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

export interface Cart {
  id: string;
  isOrdered: boolean;
  /** From the last checkout, like the consent to a reminder. */
  email: string | null;
  hasConsent: boolean;
  items: CartItem[];
}

/** `subtotal` in minor units, without shipping. */
export interface OpenCart extends Omit<Cart, 'isOrdered'> {
  currency: string;
  subtotal: number;
}

/** Stripe's limit of lines in a session. */
export const maxItems = 100;
export const maxQuantity = 99;

/** Its message is a sentence for the shopper. */
export class CartError extends Error {
  override readonly name = 'CartError';
}

export const subtotalOf = (items: readonly CartItem[]): number =>
  items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);

/** Its items come in the order in which they were added. */
export async function findCart(db: Kysely<unknown>, cartId: string): Promise<Cart | null> {
  const { rows } = await sql<Cart>`
    select id, ordered_at is not null as "isOrdered", email, has_consent as "hasConsent",
      coalesce((
        select json_agg(json_build_object('variantId', variant_id, 'productId', product_id, 'slug', slug, 'title', title,
          'variant', variant, 'sku', sku, 'provider', provider, 'providerProductId', provider_product_id,
          'providerVariantId', provider_variant_id, 'imageUrl', image_url, 'unitPrice', unit_price,
          'currency', currency, 'quantity', quantity) order by position)
        from cart_item where cart_id = cart.id
      ), '[]') as items
    from cart where id = ${cartId}`.execute(db);
  return rows[0] ?? null;
}
