import type { Provider } from '@daybook/contract';

/** What each job carries: ids, never copies of what the database knows. */
export interface JobPayloads {
  /** Fetches the lines of an order from Stripe when its checkout session was created elsewhere. */
  'fetch-order-lines': { orderId: string };
  /** Enqueues the confirmation of an order that has just been paid. */
  'send-order-confirmation': { orderId: string };
  /** Enqueues the mail about a parcel. */
  'send-shipping-notification': { orderId: string; shipmentId: string };
  /** Sends one e-mail through the mail server. */
  'send-mail': { mailId: string };
  /** Splits a paid order into one fulfilment for each provider. */
  'fulfil-order': { orderId: string };
  /** Submits a fulfilment to its provider. A later round supersedes an earlier one. */
  'submit-fulfilment': { orderId: string; fulfilmentId: string; round: number };
  /** Reads the state of a fulfilment from its provider. */
  'refresh-fulfilment': { orderId: string; fulfilmentId: string; trigger: 'webhook' | 'poll' };
  /** Creates a refund at Stripe. */
  'create-refund': { orderId: string; refundId: string };
  /** Reads a provider's products into the catalogue. */
  'sync-products': { provider: Provider; runId: string };
}
