import { Settings } from '@daybook/config';
import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import { CartError, findCart, maxItems, maxQuantity, subtotalOf, type OpenCart } from './cart.js';
import type { CartVariant } from './cart-item.js';
import type { CartsTables } from './carts.tables.js';

/** Shoppers' carts. An ordered cart is closed: the next item goes into a new one. */
@Injectable()
export class Carts {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Null when there is no such cart, or it was ordered. */
  async findOpen(cartId: string): Promise<OpenCart | null> {
    const cart = await findCart(this.database.kysely(), cartId);
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
    const db = tx.kysely<CartsTables>();
    const rows = await db
      .selectFrom('cart_item')
      .select(['variant_id as variantId', 'currency', 'quantity'])
      .where('cart_id', '=', id)
      .execute();
    if (rows.some(({ currency }) => currency !== variant.currency))
      throw new CartError('Items in two currencies cannot be paid for together.');
    const present = rows.find(({ variantId }) => variantId === variant.variantId);
    if (!present && rows.length >= maxItems) throw new CartError(`A cart holds at most ${maxItems} different items.`);
    const newQuantity = Math.min(maxQuantity, (present?.quantity ?? 0) + Math.max(1, quantity));
    await db
      .insertInto('cart_item')
      .values({ cart_id: id, variant_id: variant.variantId, quantity: newQuantity, ...toColumns(variant) })
      .onConflict((conflict) => conflict.columns(['cart_id', 'variant_id']).doUpdateSet({ quantity: newQuantity }))
      .execute();
    return id;
  }

  /** 0 removes the item; quantities above the maximum become the maximum. An ordered cart does not change. */
  async setQuantity(tx: Transaction, cartId: string, variantId: string, quantity: number): Promise<void> {
    const id = await this.lock(tx, cartId);
    if (id === null) return;
    const db = tx.kysely<CartsTables>();
    const newQuantity = Math.min(maxQuantity, quantity);
    if (newQuantity < 1)
      await db.deleteFrom('cart_item').where('cart_id', '=', id).where('variant_id', '=', variantId).execute();
    else
      await db
        .updateTable('cart_item')
        .set({ quantity: newQuantity })
        .where('cart_id', '=', id)
        .where('variant_id', '=', variantId)
        .execute();
  }

  /** Overwrites the stored titles, prices and pictures of items with today's; quantities stay. */
  async refreshItems(tx: Transaction, cartId: string, variants: readonly CartVariant[]): Promise<void> {
    const id = await this.lock(tx, cartId);
    if (id === null) return;
    for (const variant of variants) {
      await tx
        .kysely<CartsTables>()
        .updateTable('cart_item')
        .set(toColumns(variant))
        .where('cart_id', '=', id)
        .where('variant_id', '=', variant.variantId)
        .execute();
    }
  }

  private async create(tx: Transaction): Promise<string> {
    const id = uuidv4();
    await tx.kysely<CartsTables>().insertInto('cart').values({ id }).execute();
    return id;
  }

  /** Locks the cart until `tx` ends, so that two clicks at once are applied in turn; null when it was ordered. */
  private async lock(tx: Transaction, cartId: string): Promise<string | null> {
    const cart = await tx
      .kysely<CartsTables>()
      .selectFrom('cart')
      .select('id')
      .where('id', '=', cartId)
      .where('ordered_at', 'is', null)
      .forNoKeyUpdate()
      .executeTakeFirst();
    return cart?.id ?? null;
  }
}

const toColumns = (variant: CartVariant) => ({
  product_id: variant.productId,
  slug: variant.slug,
  title: variant.title,
  variant: variant.variant,
  sku: variant.sku,
  provider: variant.provider,
  provider_product_id: variant.providerProductId,
  provider_variant_id: variant.providerVariantId,
  image_url: variant.imageUrl,
  unit_price: variant.unitPrice,
  currency: variant.currency,
});
