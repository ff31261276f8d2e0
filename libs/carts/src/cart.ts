import type { Kysely } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { CartItem } from './cart-item.js';
import type { CartsTables } from './carts.tables.js';

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
export async function findCart(db: Kysely<CartsTables>, cartId: string): Promise<Cart | null> {
  const row = await db
    .selectFrom('cart')
    .select((eb) => [
      ...(['id', 'ordered_at as orderedAt', 'email', 'has_consent as hasConsent'] as const),
      jsonArrayFrom(
        eb
          .selectFrom('cart_item')
          .select(['variant_id as variantId', 'product_id as productId', 'slug', 'title', 'variant', 'sku', 'provider'])
          .select(['provider_product_id as providerProductId', 'provider_variant_id as providerVariantId'])
          .select(['image_url as imageUrl', 'unit_price as unitPrice', 'currency', 'quantity'])
          .whereRef('cart_id', '=', 'cart.id')
          .orderBy('position'),
      ).as('items'),
    ])
    .where('id', '=', cartId)
    .executeTakeFirst();
  if (!row) return null;
  const { orderedAt, ...cart } = row;
  return { ...cart, isOrdered: orderedAt !== null };
}
