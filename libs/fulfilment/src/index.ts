/**
 * Who makes an order's goods and sends them: its parts, their submission, what providers say has happened, their parcels. Each
 * provider's own words stay in its adapter (`printify`, `printful`). Knows nothing of money or mail.
 */
export { CancelOrder, type CancelRequestResult } from './cancel-order.js';
export { CorrectAddress } from './correct-address.js';
export { Fulfilment, fulfilmentEntities, Shipment } from './fulfilment.entity.js';
export { FulfilmentProgress } from './fulfilment-progress.js';
export { UnassignedLines } from './unassigned-lines.js';
export { FulfilmentModule } from './fulfilment.module.js';
export { FulfilmentProviders, requiredSettings } from './fulfilment-providers.js';
export { FulfilmentQueries, type FulfilmentRow } from './fulfilment.queries.js';
export { FulfilmentRefreshes } from './fulfilment-refreshes.js';
export { OverdueOrders } from './overdue-orders.js';
export { RegisterWebhooks } from './register-webhooks.job.js';
export { ResubmitOrder } from './resubmit-order.js';
export type {
  CancellationResult,
  FulfilmentProvider,
  ShipmentInfo,
  ProductPage,
  FulfilmentUpdate,
  ProviderWebhook,
  SubmissionRequest,
  SubmissionLine,
  SubmissionResult,
  WebhookHeaders,
} from './provider/provider.js';
export { ProviderError } from './provider/provider-error.js';
export { toProviderError } from './provider/to-provider-error.js';
