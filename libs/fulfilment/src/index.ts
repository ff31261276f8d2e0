/**
 * Who makes the goods and sends them: an order's parts, their submission, what providers say has happened, their parcels.
 * Knows nothing of money or mail.
 */
export { Fulfilment, fulfilmentEntities, Shipment } from './fulfilment.entity.js';
export { FulfilmentModule } from './fulfilment.module.js';
export { FulfilmentProviders } from './fulfilment-providers.js';
export { FulfilmentQueries, type FulfilmentRow } from './fulfilment.queries.js';
export { FulfilOrder } from './fulfil-order.js';
export { Looks } from './looks.js';
export { Silence } from './silence.js';
export { Submissions } from './submissions.js';
export { WebhookRegistrations } from './webhook-registrations.js';
export {
  ProviderError,
  type FulfilmentProvider,
  type Parcel,
  type ProviderNews,
  type ProviderWebhook,
  type Submission,
  type WebhookRegistration,
} from './provider/provider.js';
