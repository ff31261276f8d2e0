/**
 * Stripe: its webhooks as a source of the inbox, what its events mean for an order, and the lines it knows. Knows nothing
 * of how goods are made.
 */
export { StripeOrderLines } from './stripe-order-lines.js';
export { PaymentsModule } from './payments.module.js';
