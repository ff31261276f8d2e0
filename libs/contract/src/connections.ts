import { z } from 'zod';
import { connectionNames, connectionStates, jobQueues, webhookStates } from './vocabulary.js';

/** How a provider was asked to send its webhooks here; times as ISO 8601 UTC. */
export const webhookRegistrationState = z.object({
  /** Null: it never agreed. */
  url: z.string().nullable(),
  registeredAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  /** The last try that failed, since the last one that did not. */
  failedAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
});
export type WebhookRegistrationState = z.infer<typeof webhookRegistrationState>;

/** A service outside of Daybook: whether it is set up, and when it was last heard. */
export const connection = z.object({
  name: z.enum(connectionNames),
  state: z.enum(connectionStates),
  /** The settings that are not set. */
  missing: z.array(z.string()),
  /** Where its webhooks are taken; null for what sends none. */
  webhookUrl: z.string().nullable(),
  /** Its latest webhook; null when there was none. */
  lastWebhook: z.object({ at: z.iso.datetime(), state: z.enum(webhookStates) }).nullable(),
  /** When it last took an e-mail: the mail server's alone. */
  lastAcceptedAt: z.iso.datetime().nullable(),
  registration: webhookRegistrationState.nullable(),
});
export type Connection = z.infer<typeof connection>;

export const connections = z.object({
  items: z.array(connection),
  queue: z.enum(jobQueues),
  version: z.string(),
});
export type Connections = z.infer<typeof connections>;

export const account = z.object({ id: z.uuid(), name: z.string(), email: z.string() });
export type Account = z.infer<typeof account>;
