/**
 * Orders: what was bought, by whom, its number, and the rule which status may follow which. Knows nothing of where the
 * money came from or who makes the goods.
 */
export { lockOrder } from './hold-order.js';
export { Order, OrderLine, ordersEntities } from './order.entity.js';
export { OrdersModule } from './orders.module.js';
export { OrdersQueries, type OrderDetail, type OrderRow } from './orders.queries.js';
export { OrdersService, type Checkout, type NewOrderLine } from './orders.service.js';
