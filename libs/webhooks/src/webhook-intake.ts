import { barrier } from '@daybook/config';
import type { RejectionReason, WebhookSourceName } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { InboxNudge } from './inbox-nudge.js';
import { InboxWriter } from './inbox-writer.js';
import { RejectedWebhooks } from './rejected-webhooks.js';
import { WebhookRejected, WebhookUnreadable, type WebhookFacts, type WebhookSource } from './webhook-source.js';

export type Intake =
  | { outcome: 'accepted' }
  | { outcome: 'rejected'; reason: RejectionReason }
  | { outcome: 'unreadable' };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Verify, store once, nudge the worker: what happens before a webhook is answered. */
@Injectable()
export class WebhookIntake {
  constructor(
    private readonly writer: InboxWriter,
    private readonly nudge: InboxNudge,
    private readonly rejected: RejectedWebhooks,
  ) {}

  /** Accepted means durable. Throws what the database throws: then the sender has to try again. */
  async accept(source: WebhookSource, body: Buffer, headers: IncomingHttpHeaders, now = new Date()): Promise<Intake> {
    let facts: WebhookFacts;
    try {
      source.verify(body, headers, now);
      facts = source.read(utf8.decode(body));
    } catch (error) {
      return this.refuse(source.name, error);
    }
    await barrier('intake.verified');
    await this.writer.store({ source: source.name, ...facts, body });
    await barrier('intake.stored');
    this.nudge.send();
    return { outcome: 'accepted' };
  }

  private refuse(source: WebhookSourceName, error: unknown): Intake {
    if (error instanceof WebhookRejected) {
      this.rejected.count(source, error.reason);
      return { outcome: 'rejected', reason: error.reason };
    }
    // The decoder throws a TypeError for bytes that are no UTF-8.
    if (error instanceof WebhookUnreadable || error instanceof TypeError) return { outcome: 'unreadable' };
    throw error;
  }
}
