import { failpoint } from '@daybook/config';
import type { RejectionReason } from '@daybook/contract';
import { Nudges } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { InboxWriter } from './inbox-writer.js';
import { RejectedWebhooks } from './rejected-webhooks.js';
import {
  WebhookRejectedError,
  WebhookUnreadableError,
  type WebhookEnvelope,
  type WebhookSource,
} from './webhook-source.js';

export type IntakeResult =
  { outcome: 'accepted' } | { outcome: 'rejected'; reason: RejectionReason } | { outcome: 'unreadable' };

/** Everything that happens before a webhook is answered. */
@Injectable()
export class WebhookIntake {
  constructor(
    private readonly writer: InboxWriter,
    private readonly nudges: Nudges,
    private readonly rejected: RejectedWebhooks,
  ) {}

  /** An accepted webhook is durable. Throws database errors, after which the sender has to send it again. */
  async receive(
    source: WebhookSource,
    body: Buffer,
    headers: IncomingHttpHeaders,
    now = new Date(),
  ): Promise<IntakeResult> {
    let envelope: WebhookEnvelope;
    try {
      await source.verify(body, headers, now);
      if (!isUtf8(body)) throw new WebhookUnreadableError('not UTF-8');
      envelope = source.parse(body.toString('utf8'), headers);
    } catch (error) {
      if (error instanceof WebhookUnreadableError) return { outcome: 'unreadable' };
      if (!(error instanceof WebhookRejectedError)) throw error;
      this.rejected.add(source.name, error.reason);
      return { outcome: 'rejected', reason: error.reason };
    }
    await failpoint('intake.verified');
    await this.writer.store({ source: source.name, ...envelope, body });
    await failpoint('intake.stored');
    this.nudges.send('daybook_inbox');
    return { outcome: 'accepted' };
  }
}
