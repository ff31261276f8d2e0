/**
 * Carts: what shoppers put in, the checkouts they open with it, and what becomes of those they leave. Knows neither the
 * catalogue nor orders: goods are handed to it as they are shown, and of an order it is told the number.
 */
import { AbandonedCart } from './abandoned-cart.entity.js';
import { CartCheckout } from './cart-checkout.entity.js';

export { AbandonedCart } from './abandoned-cart.entity.js';
export { AbandonedCartsQueries } from './abandoned-carts.queries.js';
export { AbandonedCarts, type RecoveryMailVerdict } from './abandoned-carts.service.js';
export { Abandonment, type PaidOrder, type SessionNews } from './abandonment.service.js';
export { CartRefused, mostOfOne, type CartContents, type CartGoods, type CartItem } from './cart.js';
export { CartCheckouts, type BegunCheckout, type CheckoutWishes } from './cart-checkouts.service.js';
export { Carts } from './carts.service.js';
export { CartsModule } from './carts.module.js';
export { UnsubscribedAddresses } from './unsubscribed-addresses.js';

export const cartsEntities = [CartCheckout, AbandonedCart];
