import { z } from 'zod';
import { connectionNames, connectionStates, jobQueues, webhookStates } from './vocabulary.js';

/** The webhooks registered with a provider; times in ISO 8601 UTC. */
export const webhookRegistrationState = z.object({
  /** Null until the provider has accepted a registration. */
  url: z.string().nullable(),
  registeredAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  /** The latest failure since the last success. */
  failedAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
});
export type WebhookRegistrationState = z.infer<typeof webhookRegistrationState>;

/** A connected service: whether it is configured, and its latest webhook. */
export const connection = z.object({
  name: z.enum(connectionNames),
  state: z.enum(connectionStates),
  missing: z.array(z.string()),
  /** Null for a service that sends no webhooks. */
  webhookUrl: z.string().nullable(),
  lastWebhook: z.object({ at: z.iso.datetime(), state: z.enum(webhookStates) }).nullable(),
  /** When the mail server last accepted an e-mail; null for other services. */
  lastAcceptedAt: z.iso.datetime().nullable(),
  registration: webhookRegistrationState.nullable(),
  /** Why its webhooks cannot be used. */
  warning: z.string().nullable(),
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
