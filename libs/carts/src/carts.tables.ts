import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { AbandonedCart, type AbandonedCartSchema } from './abandoned-cart.entity.js';
import { CartItemSchema, CartSchema, ShopAttemptSchema, UnsubscribedAddressSchema } from './cart.entity.js';
import { CartCheckout, type CartCheckoutSchema } from './cart-checkout.entity.js';

export type CartsTables = InferKyselyDB<
  | typeof AbandonedCartSchema
  | typeof CartCheckoutSchema
  | typeof CartItemSchema
  | typeof CartSchema
  | typeof UnsubscribedAddressSchema
>;

export const cartsEntities = [
  AbandonedCart,
  CartCheckout,
  CartItemSchema,
  CartSchema,
  ShopAttemptSchema,
  UnsubscribedAddressSchema,
];
