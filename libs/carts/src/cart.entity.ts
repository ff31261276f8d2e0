import type { Provider } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';

/** A shopper's cart. Its id is their secret. */
export const CartSchema = defineEntity({
  name: 'Cart',
  tableName: 'cart',
  properties: {
    id: p.uuid().primary(),
    email: p.text().nullable(),
    hasConsent: p.boolean().default(false),
    orderedAt: p.datetime(3).nullable(),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

/** A variant as it was when it was added. */
export const CartItemSchema = defineEntity({
  name: 'CartItem',
  tableName: 'cart_item',
  primaryKeys: ['cart', 'variantId'],
  properties: {
    cart: () => p.manyToOne(CartSchema).primary().updateRule('no action').deleteRule('cascade'),
    variantId: p.uuid().primary(),
    /** In the order in which they were added. */
    position: p.bigint('number').columnType('bigint').autoincrement().generated('identity'),
    productId: p.uuid(),
    slug: p.text(),
    title: p.text(),
    variant: p.text(),
    sku: p.text().nullable(),
    provider: p.string().length(16).$type<Provider>(),
    providerProductId: p.string().length(64),
    providerVariantId: p.string().length(64),
    imageUrl: p.text().nullable(),
    /** Minor units of `currency`. */
    unitPrice: p.bigint('number').check('unit_price >= 0'),
    currency: p.character().length(3),
    quantity: p.integer().check('quantity > 0'),
  },
});

/** As `rate-limiter-flexible` needs it. */
export const ShopAttemptSchema = defineEntity({
  name: 'ShopAttempt',
  tableName: 'shop_attempt',
  properties: {
    key: p.string().length(255).primary(),
    points: p.integer().default(0),
    expire: p.bigint('number').nullable(),
  },
});

export const UnsubscribedAddressSchema = defineEntity({
  name: 'UnsubscribedAddress',
  tableName: 'unsubscribed_address',
  properties: {
    /** As `canonicalEmail` writes it. */
    address: p.text().primary(),
    unsubscribedAt: p.datetime(3).defaultRaw('now()'),
  },
});
