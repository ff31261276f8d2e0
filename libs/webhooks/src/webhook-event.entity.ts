import { webhookStates, type WebhookSourceName } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { WebhookRegistrationSchema } from './webhook-registration.entity.js';

const newestFirst = [
  { name: 'receivedAt', sort: 'desc' },
  { name: 'id', sort: 'desc' },
] as const;

const WebhookEventSchema = defineEntity({
  name: 'WebhookEvent',
  tableName: 'webhook_event',
  uniques: [{ name: 'webhook_event_once', properties: ['source', 'eventId'] }],
  indexes: [
    { name: 'webhook_event_due', properties: ['nextAttemptAt'], where: `state = 'pending'` },
    { name: 'webhook_event_waiting', properties: ['waitsFor'], where: 'waits_for is not null' },
    { name: 'webhook_event_failed', columns: [...newestFirst], where: `state = 'failed'` },
    { name: 'webhook_event_received', columns: [...newestFirst] },
    { name: 'webhook_event_of_source', columns: [{ name: 'source' }, ...newestFirst] },
  ],
  properties: {
    id: p.uuid().primary(),
    source: p.string().$type<WebhookSourceName>().length(16),
    eventId: p.string().length(255),
    type: p.string().length(255),
    occurredAt: p.datetime(3),
    body: p.blob().$type<Buffer>(),
    state: p.enum(webhookStates).columnType('varchar(16)').default('pending'),
    attempts: p.integer().default(0),
    nextAttemptAt: p.datetime(3).defaultRaw('now()'),
    lastError: p.text().nullable(),
    replayedBy: p.string().length(200).nullable(),
    /** What an ignored webhook is about, such as a payment: it is processed again once that is known. */
    waitsFor: p.string().length(255).nullable(),
    receivedAt: p.datetime(3).defaultRaw('now()'),
    processedAt: p.datetime(3).nullable(),
  },
});

export type WebhooksTables = InferKyselyDB<typeof WebhookEventSchema>;
export const webhooksEntities = [WebhookEventSchema, WebhookRegistrationSchema];
