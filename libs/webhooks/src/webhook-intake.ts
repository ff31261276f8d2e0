import { failpoint } from '@daybook/config';
import type { RejectionReason } from '@daybook/contract';
import { Nudges } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { toStorableEnvelope } from './envelope.js';
import { InboxWriter } from './inbox-writer.js';
import { RejectedWebhooks } from './rejected-webhooks.js';
import { WebhookRejectedError, WebhookTooEarlyError, type WebhookSource } from './webhook-source.js';

export type IntakeResult =
  { outcome: 'accepted' } | { outcome: 'too_early' } | { outcome: 'rejected'; reason: RejectionReason };

/** Everything that happens before a webhook is answered. */
@Injectable()
export class WebhookIntake {
  constructor(
    private readonly writer: InboxWriter,
    private readonly nudges: Nudges,
    private readonly rejected: RejectedWebhooks,
  ) {}

  /** Comes first: a body is read only when its sender may be genuine. */
  checkHeaders(source: WebhookSource, headers: IncomingHttpHeaders): IntakeResult {
    try {
      source.verifyHeaders(headers);
      return { outcome: 'accepted' };
    } catch (error) {
      return this.reject(source, error);
    }
  }

  /**
   * Accepts every verified body, whether it is understood or not, and an accepted webhook is durable. Throws database
   * errors, after which the sender has to send it again.
   */
  async receive(
    source: WebhookSource,
    body: Buffer,
    headers: IncomingHttpHeaders,
    now = new Date(),
  ): Promise<IntakeResult> {
    try {
      await source.verify(body, headers, now);
    } catch (error) {
      return this.reject(source, error);
    }
    await failpoint('intake.verified');
    const envelope = toStorableEnvelope(source, body, headers, now);
    await this.writer.store({ source: source.name, ...envelope, body });
    await failpoint('intake.stored');
    this.nudges.send('daybook_inbox');
    return { outcome: 'accepted' };
  }

  private reject({ name }: WebhookSource, error: unknown): IntakeResult {
    if (error instanceof WebhookTooEarlyError) return { outcome: 'too_early' };
    if (!(error instanceof WebhookRejectedError)) throw error;
    this.rejected.add(name, error.reason);
    return { outcome: 'rejected', reason: error.reason };
  }
}
