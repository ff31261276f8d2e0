/**
 * The webhook inbox: verify, store once, nudge; claim, process, try again, replay. Declares what a source of webhooks is;
 * who sends them and what they mean is known to the libraries that implement it.
 */
export { InboxWorker } from './inbox-worker.js';
export { RejectedWebhooks } from './rejected-webhooks.js';
export { WebhookEvents, type WebhookEventRow, type LatestWebhook } from './webhook-events.js';
export { WebhookIntake, type IntakeResult } from './webhook-intake.js';
export {
  WebhookRejectedError,
  WebhookUnreadableError,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookEnvelope,
  type WebhookSource,
} from './webhook-source.js';
export { WebhookSources } from './webhook-sources.js';
export { jsonText } from './json-text.js';
export { WebhooksModule } from './webhooks.module.js';
