/**
 * Carts: what shoppers put in, the checkouts they open with it, and what becomes of those they leave. Knows neither the
 * catalogue nor orders: goods are handed to it as they are shown, and of an order it is told the number.
 */
export { CartRefused, mostOfOne, type CartContents, type CartGoods, type CartItem } from './cart.js';
export { Carts } from './carts.service.js';
export { CartsModule } from './carts.module.js';
