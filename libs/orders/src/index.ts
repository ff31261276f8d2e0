/**
 * Orders: what was bought and by whom, the order number, and which status may follow which. Must not know where the
 * money came from or who makes the goods.
 */
export { holdsOrder, lockOrder, Order, OrderLine, ordersEntities, type OrdersTables } from './order.entity.js';
export { OrderNumbers } from './order-numbers.js';
export { explainTotal, type TotalRow } from './order-totals.js';
export { OrdersModule } from './orders.module.js';
export { OrdersQueries, type OrderDetail, type OrderRef, type OrderRow } from './orders.queries.js';
export { OrdersService, type Checkout, type NewOrderLine } from './orders.service.js';
