import { failpoint } from '@daybook/config';
import type { RejectionReason, WebhookSourceName } from '@daybook/contract';
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

/** Verify, store once, nudge the worker: what happens before a webhook is answered. */
@Injectable()
export class WebhookIntake {
  constructor(
    private readonly writer: InboxWriter,
    private readonly nudges: Nudges,
    private readonly rejected: RejectedWebhooks,
  ) {}

  /** Accepted means durable. Throws what the database throws: then the sender has to try again. */
  async accept(
    source: WebhookSource,
    body: Buffer,
    headers: IncomingHttpHeaders,
    now = new Date(),
  ): Promise<IntakeResult> {
    let facts: WebhookEnvelope;
    try {
      await source.verify(body, headers, now);
      if (!isUtf8(body)) throw new WebhookUnreadableError('not UTF-8');
      facts = source.parse(body.toString('utf8'), headers);
    } catch (error) {
      return this.refuse(source.name, error);
    }
    await failpoint('intake.verified');
    await this.writer.store({ source: source.name, ...facts, body });
    await failpoint('intake.stored');
    this.nudges.send('daybook_inbox');
    return { outcome: 'accepted' };
  }

  private refuse(source: WebhookSourceName, error: unknown): IntakeResult {
    if (error instanceof WebhookRejectedError) {
      this.rejected.count(source, error.reason);
      return { outcome: 'rejected', reason: error.reason };
    }
    if (error instanceof WebhookUnreadableError) return { outcome: 'unreadable' };
    throw error;
  }
}
