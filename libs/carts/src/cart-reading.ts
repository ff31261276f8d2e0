import { sql, type Kysely } from 'kysely';
import type { CartItem } from './cart.js';

export interface CartRead {
  id: string;
  isOrdered: boolean;
  email: string | null;
  hasConsent: boolean;
  items: CartItem[];
}

/** A cart with its items, in the order they were put in; null when there is none. */
export async function readCart(reader: Kysely<unknown>, cartId: string): Promise<CartRead | null> {
  const { rows } = await sql<CartRead>`
    select id, ordered_at is not null as "isOrdered", email, has_consent as "hasConsent",
      coalesce((
        select json_agg(json_build_object('variantId', variant_id, 'productId', product_id, 'slug', slug, 'title', title,
          'variant', variant, 'sku', sku, 'provider', provider, 'providerProductId', provider_product_id,
          'providerVariantId', provider_variant_id, 'imageUrl', image_url, 'unitPrice', unit_price,
          'currency', currency, 'quantity', quantity) order by position)
        from cart_item where cart_id = cart.id
      ), '[]') as items
    from cart where id = ${cartId}`.execute(reader);
  return rows[0] ?? null;
}
