import type { Failure } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { failedAttempt, type JobAttempt } from '@daybook/jobs';
import { WebhookEvents } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';

/** Some twenty minutes after the first: an outage of Stripe is over before a person is told. */
const attemptToTell = 9;

/** `orderId`: the order it is about, where that is known. */
interface Asking {
  webhookId: string;
  orderId?: string | undefined;
}

/** Webhooks whose job gets no answer from Stripe to what they leave out. */
@Injectable()
export class UnansweredWebhooks {
  constructor(
    private readonly webhooks: WebhookEvents,
    private readonly events: DomainEvents,
  ) {}

  /** Tells a person once an outage would be over, and again when the job gives up. */
  async recordFailure(tx: Transaction, asking: Asking, reason: string, attempt: JobAttempt): Promise<void> {
    if (![attemptToTell, attempt.maxAttempts].includes(attempt.number)) return;
    // the next one is not the last, and nobody is told of it
    const { nextAttemptAt: _, ...facts } = failedAttempt(attempt);
    await this.publishFailure(tx, asking, { reason, ...facts });
  }

  async publishFailure(tx: Transaction, { webhookId, orderId }: Asking, failure: Failure): Promise<void> {
    const webhook = await this.webhooks.find(tx, webhookId);
    if (!webhook) return;
    const data = { source: 'stripe', eventId: webhook.eventId, webhookEventId: webhookId, ...failure } as const;
    await this.events.publish(tx, 'webhook.failed', data, { actor: 'Stripe', ...(orderId && { orderId }) });
  }

  resolve(tx: Transaction, webhookId: string): Promise<void> {
    return this.events.resolveProblems(tx, { type: 'webhook.failed', where: { webhookEventId: webhookId } }, 'Stripe');
  }
}
