import { Module } from '@nestjs/common';
import { InboxWorker } from './inbox-worker.js';
import { InboxWriter } from './inbox-writer.js';
import { Inbox } from './inbox.js';
import { RejectedWebhooks } from './rejected-webhooks.js';
import { WebhookEvents } from './webhook-events.js';
import { WebhookIntake } from './webhook-intake.js';
import { WebhookRegistrations } from './webhook-registrations.js';
import { WebhookSources } from './webhook-source.js';

const services = [
  Inbox,
  InboxWorker,
  RejectedWebhooks,
  WebhookEvents,
  WebhookIntake,
  WebhookRegistrations,
  WebhookSources,
];

@Module({ providers: [...services, InboxWriter], exports: services })
export class WebhooksModule {}
