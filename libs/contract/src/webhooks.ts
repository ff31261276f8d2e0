import { z } from 'zod';
import { pageQuery } from './problem.js';
import { webhookSources, webhookStates } from './vocabulary.js';

export const webhookEvent = z.object({
  id: z.uuid(),
  source: z.enum(webhookSources),
  eventId: z.string(),
  type: z.string(),
  receivedAt: z.iso.datetime(),
  state: z.enum(webhookStates),
  attempts: z.int(),
  lastError: z.string().nullable(),
});
export type WebhookEvent = z.infer<typeof webhookEvent>;

export const webhookBody = z.object({ body: z.string() });
export type WebhookBody = z.infer<typeof webhookBody>;

export const webhookListQuery = z.object({
  source: z.enum(webhookSources).optional(),
  state: z.enum(webhookStates).optional(),
  ...pageQuery.shape,
});
export type WebhookListQuery = z.infer<typeof webhookListQuery>;

/** Whether a source's webhooks can be accepted. Without the setting `secretSetting` they are answered 503. */
export const webhookSourceState = z.object({
  source: z.enum(webhookSources),
  isConfigured: z.boolean(),
  secretSetting: z.string(),
});
export type WebhookSourceState = z.infer<typeof webhookSourceState>;
