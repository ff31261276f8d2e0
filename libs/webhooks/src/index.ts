/**
 * The webhook inbox: verify, store once, nudge; then claim, process, retry, replay. Declares what a webhook source is, and
 * keeps what was registered with each.
 * Must not know who sends webhooks or what they mean: the libraries that implement a source do.
 */
export { Inbox } from './inbox.js';
export { InboxWorker } from './inbox-worker.js';
export { failureReason } from './failure-reason.js';
export { RejectedWebhooks } from './rejected-webhooks.js';
export { optionalText, optionalTextUpTo, optionalUrl, outsideId, requiredText } from './outside-fields.js';
export { sanitize } from './sanitize.js';
export { constantTimeEqual, hmacSha256, isStale } from './signature.js';
export { webhooksEntities } from './webhook-event.entity.js';
export { WebhookEvents, type LatestWebhook, type WebhookEventRow } from './webhook-events.js';
export { WebhookIntake, type IntakeResult } from './webhook-intake.js';
export { WebhookRegistrations, type RegistrationStatus, type WebhookRegistration } from './webhook-registrations.js';
export {
  eventId,
  eventType,
  jsonText,
  WebhookRejectedError,
  WebhookTooEarlyError,
  WebhookSources,
  WebhookUnreadableError,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookEnvelope,
  type WebhookSource,
} from './webhook-source.js';
export { WebhooksModule } from './webhooks.module.js';
