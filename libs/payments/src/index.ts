/**
 * Stripe: the sessions in which carts are paid, its webhooks as a source of the inbox, what its events mean for an order or a
 * cart, the lines it knows, and refunds. Knows nothing of how goods are made.
 */
export { CheckoutSessions } from './checkout-sessions.js';
export { StripeOrderLines } from './stripe-order-lines.js';
export { refundableAmount } from './refundable.js';
export { paymentsEntities } from './refund.entity.js';
export { RefundsQueries, type RefundRow } from './refunds.queries.js';
export { RefundsService, type RefundRequestResult } from './refunds.service.js';
export { PaymentsModule } from './payments.module.js';
