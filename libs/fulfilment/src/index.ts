/**
 * Fulfilment: who makes an order's goods and sends them, and what they tell of it. Each provider's own words stay in its
 * adapter (`printify`, `printful`); the rest knows only the port. Knows nothing of where the money came from.
 */
export { FulfilmentProviders } from './fulfilment-providers.js';
export type {
  Cancellation,
  FulfilmentProvider,
  Parcel,
  ProviderNews,
  ProviderWebhook,
  Submission,
  SubmissionLine,
  SubmissionReceipt,
  WebhookHeaders,
  WebhookRegistration,
} from './provider/provider.js';
export { ProviderError } from './provider/provider-error.js';
