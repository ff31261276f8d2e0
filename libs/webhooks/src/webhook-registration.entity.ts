import type { WebhookSourceName } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

export const WebhookRegistrationSchema = defineEntity({
  name: 'WebhookRegistration',
  tableName: 'webhook_registration',
  properties: {
    source: p.string().length(16).$type<WebhookSourceName>().primary(),
    url: p.text().nullable(),
    secret: p.text().nullable(),
    fingerprint: p.text().nullable(),
    formerSecret: p.text().nullable(),
    registeredAt: p.datetime(3).nullable(),
    expiresAt: p.datetime(3).nullable(),
    failedAt: p.datetime(3).nullable(),
    failure: p.text().nullable(),
  },
});

export type WebhookRegistrationTables = InferKyselyDB<typeof WebhookRegistrationSchema>;
