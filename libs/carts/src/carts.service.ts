import { Settings } from '@daybook/config';
import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v4 as uuidv4 } from 'uuid';
import { CartError, maxItems, maxQuantity, subtotalOf, type CartContents, type CartVariant } from './cart.js';
import { readCart } from './cart-reading.js';

/** The carts that shoppers fill. One that was ordered is over: whatever is put in next begins a new one. */
@Injectable()
export class Carts {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Null when there is no such cart, or it was ordered. */
  async contents(cartId: string): Promise<CartContents | null> {
    const cart = await readCart(this.database.sql, cartId);
    if (!cart || cart.isOrdered) return null;
    const { id, items, email, hasConsent } = cart;
    const currency = items[0]?.currency ?? this.settings.shop.currency;
    return { id, items, currency, subtotal: subtotalOf(items), email, hasConsent };
  }

  /**
   * Adds to what is in the cart already; gives its id, a new one where there is no such cart. The id is the shopper's
   * secret. Throws `CartError`.
   */
  async put(tx: Transaction, cartId: string | null, goods: CartVariant, quantity: number): Promise<string> {
    const id = (cartId !== null && (await this.hold(tx, cartId))) || (await this.begin(tx));
    await this.refresh(tx, id, [goods]);
    const { rows } = await sql<{ variantId: string; currency: string; quantity: number }>`
      select variant_id as "variantId", currency, quantity from cart_item where cart_id = ${id}`.execute(tx.sql);
    if (rows.some(({ currency }) => currency !== goods.currency))
      throw new CartError('Goods in two currencies cannot be paid together.');
    const present = rows.find(({ variantId }) => variantId === goods.variantId);
    if (!present && rows.length >= maxItems) throw new CartError(`A cart holds at most ${maxItems} different things.`);
    const wanted = Math.min(maxQuantity, (present?.quantity ?? 0) + Math.max(1, quantity));
    await sql`
      insert into cart_item (cart_id, variant_id, product_id, slug, title, variant, sku, provider, provider_product_id,
        provider_variant_id, image_url, unit_price, currency, quantity)
      values (${id}, ${goods.variantId}, ${goods.productId}, ${goods.slug}, ${goods.title}, ${goods.variant}, ${goods.sku},
        ${goods.provider}, ${goods.providerProductId}, ${goods.providerVariantId}, ${goods.imageUrl}, ${goods.unitPrice},
        ${goods.currency}, ${wanted})
      on conflict (cart_id, variant_id) do update set quantity = excluded.quantity`.execute(tx.sql);
    return id;
  }

  /** 0 removes; more than a cart takes is as many as it takes. A cart that was ordered stays as it was. */
  async setQuantity(tx: Transaction, cartId: string, variantId: string, quantity: number): Promise<void> {
    const id = await this.hold(tx, cartId);
    if (id === null) return;
    const wanted = Math.min(maxQuantity, quantity);
    if (wanted < 1)
      await sql`delete from cart_item where cart_id = ${id} and variant_id = ${variantId}`.execute(tx.sql);
    else
      await sql`
        update cart_item set quantity = ${wanted} where cart_id = ${id} and variant_id = ${variantId}`.execute(tx.sql);
  }

  /** What the catalogue says today of variants that are in the cart: names, prices, pictures. How many stays. */
  async refresh(tx: Transaction, cartId: string, goods: readonly CartVariant[]): Promise<void> {
    const id = await this.hold(tx, cartId);
    if (id === null) return;
    for (const one of goods) {
      await sql`
        update cart_item set product_id = ${one.productId}, slug = ${one.slug}, title = ${one.title},
          variant = ${one.variant}, sku = ${one.sku}, provider = ${one.provider},
          provider_product_id = ${one.providerProductId}, provider_variant_id = ${one.providerVariantId},
          image_url = ${one.imageUrl}, unit_price = ${one.unitPrice}, currency = ${one.currency}
        where cart_id = ${id} and variant_id = ${one.variantId}`.execute(tx.sql);
    }
  }

  private async begin(tx: Transaction): Promise<string> {
    const id = uuidv4();
    await sql`insert into cart (id) values (${id})`.execute(tx.sql);
    return id;
  }

  /** Its id while it can be filled, held until `tx` ends: two clicks at once are one after the other. */
  private async hold(tx: Transaction, cartId: string): Promise<string | null> {
    const { rows } = await sql<{ id: string }>`
      select id from cart where id = ${cartId} and ordered_at is null for no key update`.execute(tx.sql);
    return rows[0]?.id ?? null;
  }
}
