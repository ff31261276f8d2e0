/**
 * Carts, their checkouts, and the recovery of abandoned ones. Knows neither the
 * catalogue nor orders: callers pass variants in and report an order by its number.
 */
export { CartCheckout } from './cart-checkout.entity.js';
export { AbandonedCart } from './abandoned-cart.entity.js';
export { AbandonedCartsQueries } from './abandoned-carts.queries.js';
export { CartRecovery, type RecoveryEligibility } from './cart-recovery.service.js';
export { ReminderLimit } from './reminder-limit.js';
export { CheckoutTracker, type PaidOrder, type CheckoutSessionUpdate } from './checkout-tracker.service.js';
export { CartError, maxQuantity, type OpenCart } from './cart.js';
export type { AbandonedItem, CartItem, CartVariant } from './cart-item.js';
export { CartCheckouts, type PendingCheckout, type CheckoutInput } from './cart-checkouts.service.js';
export { Carts } from './carts.service.js';
export { CartsModule } from './carts.module.js';
export { cartsEntities, type CartsTables } from './carts.tables.js';
export { ShopLimitError, ShopLimits } from './shop-limits.js';
export { UnsubscribedAddresses } from './unsubscribed-addresses.js';
