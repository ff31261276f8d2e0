/**
 * Carts: what shoppers put in, the checkouts they open with it, and what becomes of those they leave. Knows neither the
 * catalogue nor orders: goods are handed to it as they are shown, and of an order it is told the number.
 */
import { AbandonedCart } from './abandoned-cart.entity.js';
import { CartCheckout } from './cart-checkout.entity.js';

export { AbandonedCart } from './abandoned-cart.entity.js';
export { AbandonedCartsQueries } from './abandoned-carts.queries.js';
export { CartRecovery, type RecoveryEligibility } from './cart-recovery.service.js';
export { CheckoutTracker, type PaidOrder, type CheckoutSessionUpdate } from './checkout-tracker.service.js';
export { CartError, maxQuantity, type CartContents, type CartVariant, type CartItem } from './cart.js';
export { CartCheckouts, type PendingCheckout, type CheckoutInput } from './cart-checkouts.service.js';
export { Carts } from './carts.service.js';
export { CartsModule } from './carts.module.js';
export { UnsubscribedAddresses } from './unsubscribed-addresses.js';

export const cartsEntities = [CartCheckout, AbandonedCart];
