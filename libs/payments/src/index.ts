/**
 * Stripe: checkout sessions for carts, the webhook source, what Stripe's events mean for an order or a cart, order lines
 * and refunds. Must not know how goods are made.
 */
export { CheckoutSessions } from './checkout-sessions.js';
export { HeldRefunds } from './held-refunds.js';
export { PaymentsModule } from './payments.module.js';
export { paymentsEntities, Refund, refundableAmount } from './refund.entity.js';
export { enqueueRegisterEndpoint } from './register-endpoint.job.js';
export { RefundsService, type RefundRequestResult } from './refunds.service.js';
