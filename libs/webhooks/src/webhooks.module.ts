import { Module } from '@nestjs/common';
import { InboxWorker } from './inbox-worker.js';
import { InboxWriter } from './inbox-writer.js';
import { Inbox } from './inbox.js';
import { RejectedWebhooks } from './rejected-webhooks.js';
import { WebhookEvents } from './webhook-events.js';
import { WebhookIntake } from './webhook-intake.js';
import { WebhookSources } from './webhook-source.js';

@Module({
  providers: [Inbox, InboxWorker, InboxWriter, RejectedWebhooks, WebhookEvents, WebhookIntake, WebhookSources],
  exports: [Inbox, InboxWorker, RejectedWebhooks, WebhookEvents, WebhookIntake, WebhookSources],
})
export class WebhooksModule {}
