import type { Transaction } from '@daybook/database';
import {
  discard,
  done,
  Job,
  retry,
  standardPolicy,
  type JobAttempt,
  type JobOutcome,
  type JobSteps,
} from '@daybook/jobs';
import type { NewOrderLine } from '@daybook/orders';
import { failureReason, WebhookEvents } from '@daybook/webhooks';
import { Stripe } from 'stripe';
import { z } from 'zod';
import { parseSessionEvent, type SessionEvent } from './checkout-session.js';
import { toOrderLines } from './session-lines.js';
import { mayBePaid, SessionRecorder } from './session-recorder.js';
import { StripeClient } from './stripe-client.js';
import { UnansweredWebhooks } from './unanswered-webhooks.js';

/** The most lines that Stripe allows in a session. */
const maxLines = 100;

/** `orderId`: the order that waits for its lines; missing for an abandoned cart, and while nobody knows whether the session is ours. */
const payload = z.object({ webhookId: z.uuid(), orderId: z.uuid().optional() });
type Payload = z.infer<typeof payload>;

/**
 * For a checkout session that was created elsewhere: Stripe's webhooks do not carry its lines, and only they say whether
 * it is ours.
 */
@Job({
  name: 'fetch-order-lines',
  label: 'Fetch the lines of an order from Stripe',
  payload,
  policy: { ...standardPolicy, maxAttempts: 80, timeoutSeconds: 60, concurrency: 2 },
})
export class FetchOrderLines implements JobSteps<Payload, string, NewOrderLine[]> {
  constructor(
    private readonly stripe: StripeClient,
    private readonly webhooks: WebhookEvents,
    private readonly recorder: SessionRecorder,
    private readonly unanswered: UnansweredWebhooks,
  ) {}

  async prepare(tx: Transaction, payload: Payload): Promise<string | JobOutcome> {
    const webhook = await this.webhooks.find(tx, payload.webhookId);
    return (webhook && parseSessionEvent(webhook)?.session.id) ?? done;
  }

  async perform(sessionId: string): Promise<NewOrderLine[]> {
    const items = await this.stripe.api.checkout.sessions
      .listLineItems(sessionId, { limit: maxLines, expand: ['data.price.product'] })
      .autoPagingToArray({ limit: maxLines });
    return toOrderLines(items);
  }

  async record(tx: Transaction, payload: Payload, lines: NewOrderLine[]): Promise<JobOutcome> {
    const webhook = await this.webhooks.find(tx, payload.webhookId);
    const event = webhook && parseSessionEvent(webhook);
    if (!event) return done;
    await tx.newsReceivedAt(webhook.receivedAt, () => this.recordWithLines(tx, event, lines));
    await this.unanswered.resolve(tx, payload.webhookId);
    return done;
  }

  private async recordWithLines(tx: Transaction, event: SessionEvent, lines: NewOrderLine[]): Promise<void> {
    if (await this.recorder.isOurs(tx, event, lines)) await this.recorder.record(tx, event, lines);
    else await this.recorder.recordForeign(tx, event);
  }

  /** Where somebody may have paid, the failure is told before the last attempt. */
  async recordFailure(tx: Transaction, payload: Payload, error: unknown, attempt: JobAttempt): Promise<JobOutcome> {
    const cause = failureReason(error);
    const isKnownToStripe = !(error instanceof Stripe.errors.StripeError && error.statusCode === 404);
    const webhook = await this.webhooks.find(tx, payload.webhookId);
    const event = webhook && parseSessionEvent(webhook);
    if (event && mayBePaid(event)) {
      const reason = `the lines of its session could not be fetched: ${cause}`;
      if (isKnownToStripe) await this.unanswered.recordFailure(tx, payload, reason, attempt);
      else await this.unanswered.publishFailure(tx, payload, { reason });
    }
    return isKnownToStripe ? retry(cause) : discard(cause);
  }
}
