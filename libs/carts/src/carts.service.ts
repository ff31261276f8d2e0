import { Settings } from '@daybook/config';
import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v4 as uuidv4 } from 'uuid';
import { CartError, findCart, maxItems, maxQuantity, subtotalOf, type OpenCart, type CartVariant } from './cart.js';

/** Shoppers' carts. An ordered cart is closed: the next item goes into a new one. */
@Injectable()
export class Carts {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Null when there is no such cart, or it was ordered. */
  async findOpen(cartId: string): Promise<OpenCart | null> {
    const cart = await findCart(this.database.sql, cartId);
    if (!cart || cart.isOrdered) return null;
    const { id, items, email, hasConsent } = cart;
    const currency = items[0]?.currency ?? this.settings.shop.currency;
    return { id, items, currency, subtotal: subtotalOf(items), email, hasConsent };
  }

  /**
   * Adds to the quantity that is there. Returns the cart's id, a new one where there is no such cart; the id is the shopper's
   * secret. Throws `CartError`.
   */
  async addItem(tx: Transaction, cartId: string | null, variant: CartVariant, quantity: number): Promise<string> {
    const id = (cartId !== null && (await this.lock(tx, cartId))) || (await this.create(tx));
    await this.refreshItems(tx, id, [variant]);
    const { rows } = await sql<{ variantId: string; currency: string; quantity: number }>`
      select variant_id as "variantId", currency, quantity from cart_item where cart_id = ${id}`.execute(tx.sql);
    if (rows.some(({ currency }) => currency !== variant.currency))
      throw new CartError('Items in two currencies cannot be paid for together.');
    const present = rows.find(({ variantId }) => variantId === variant.variantId);
    if (!present && rows.length >= maxItems) throw new CartError(`A cart holds at most ${maxItems} different items.`);
    const newQuantity = Math.min(maxQuantity, (present?.quantity ?? 0) + Math.max(1, quantity));
    await sql`
      insert into cart_item (cart_id, variant_id, product_id, slug, title, variant, sku, provider, provider_product_id,
        provider_variant_id, image_url, unit_price, currency, quantity)
      values (${id}, ${variant.variantId}, ${variant.productId}, ${variant.slug}, ${variant.title}, ${variant.variant},
        ${variant.sku}, ${variant.provider}, ${variant.providerProductId}, ${variant.providerVariantId},
        ${variant.imageUrl}, ${variant.unitPrice}, ${variant.currency}, ${newQuantity})
      on conflict (cart_id, variant_id) do update set quantity = excluded.quantity`.execute(tx.sql);
    return id;
  }

  /** 0 removes the item; quantities above the maximum become the maximum. An ordered cart does not change. */
  async setQuantity(tx: Transaction, cartId: string, variantId: string, quantity: number): Promise<void> {
    const id = await this.lock(tx, cartId);
    if (id === null) return;
    const newQuantity = Math.min(maxQuantity, quantity);
    if (newQuantity < 1)
      await sql`delete from cart_item where cart_id = ${id} and variant_id = ${variantId}`.execute(tx.sql);
    else
      await sql`
        update cart_item set quantity = ${newQuantity}
        where cart_id = ${id} and variant_id = ${variantId}`.execute(tx.sql);
  }

  /** Overwrites the stored titles, prices and pictures of items with today's; quantities stay. */
  async refreshItems(tx: Transaction, cartId: string, variants: readonly CartVariant[]): Promise<void> {
    const id = await this.lock(tx, cartId);
    if (id === null) return;
    for (const variant of variants) {
      await sql`
        update cart_item set product_id = ${variant.productId}, slug = ${variant.slug}, title = ${variant.title},
          variant = ${variant.variant}, sku = ${variant.sku}, provider = ${variant.provider},
          provider_product_id = ${variant.providerProductId}, provider_variant_id = ${variant.providerVariantId},
          image_url = ${variant.imageUrl}, unit_price = ${variant.unitPrice}, currency = ${variant.currency}
        where cart_id = ${id} and variant_id = ${variant.variantId}`.execute(tx.sql);
    }
  }

  private async create(tx: Transaction): Promise<string> {
    const id = uuidv4();
    await sql`insert into cart (id) values (${id})`.execute(tx.sql);
    return id;
  }

  /** Locks the cart until `tx` ends, so that two clicks at once are applied in turn; null when it was ordered. */
  private async lock(tx: Transaction, cartId: string): Promise<string | null> {
    const { rows } = await sql<{ id: string }>`
      select id from cart where id = ${cartId} and ordered_at is null for no key update`.execute(tx.sql);
    return rows[0]?.id ?? null;
  }
}
