import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
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
import { WebhookEvents } from '@daybook/webhooks';
import { Stripe } from 'stripe';
import { z } from 'zod';
import { parseSessionEvent, type SessionEvent } from './checkout-session.js';
import { toOrderLines } from './session-lines.js';
import { SessionRecorder } from './session-recorder.js';
import { StripeClient } from './stripe-client.js';

/** The most lines that Stripe allows in a session. */
const maxLines = 100;
/** Some twenty minutes after the first: an outage of Stripe is over before a person is told. */
const attemptToTell = 9;

/** `orderId`: the order that waits for its lines; missing while nobody knows whether the session is ours. */
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
export class FetchOrderLines implements JobSteps<Payload, string, Stripe.LineItem[]> {
  constructor(
    private readonly stripe: StripeClient,
    private readonly webhooks: WebhookEvents,
    private readonly recorder: SessionRecorder,
    private readonly events: DomainEvents,
  ) {}

  async prepare(tx: Transaction, payload: Payload): Promise<string | JobOutcome> {
    const webhook = await this.webhooks.find(tx, payload.webhookId);
    return (webhook && parseSessionEvent(webhook)?.session.id) ?? done;
  }

  perform(sessionId: string): Promise<Stripe.LineItem[]> {
    return this.stripe.api.checkout.sessions
      .listLineItems(sessionId, { limit: maxLines, expand: ['data.price.product'] })
      .autoPagingToArray({ limit: maxLines });
  }

  async record(tx: Transaction, payload: Payload, items: Stripe.LineItem[]): Promise<JobOutcome> {
    const webhook = await this.webhooks.find(tx, payload.webhookId);
    const event = webhook && parseSessionEvent(webhook);
    if (!event) return done;
    await tx.newsReceivedAt(webhook.receivedAt, () => this.recordWithLines(tx, event, toOrderLines(items)));
    await this.resolveProblem(tx, payload);
    return done;
  }

  private async recordWithLines(tx: Transaction, event: SessionEvent, lines: NewOrderLine[]): Promise<void> {
    if (await this.recorder.isOurs(tx, event, lines)) await this.recorder.record(tx, event, lines);
    else await this.recorder.recordForeign(tx, event);
  }

  /** Somebody may have paid, so the failure is told before the last attempt. */
  async recordFailure(tx: Transaction, payload: Payload, error: unknown, attempt: JobAttempt): Promise<JobOutcome> {
    const reason = error instanceof Error ? error.message : String(error);
    const isKnownToStripe = !(error instanceof Stripe.errors.StripeError && error.statusCode === 404);
    if (!isKnownToStripe || [attemptToTell, attempt.maxAttempts].includes(attempt.number)) {
      await this.resolveProblem(tx, payload);
      await this.publishFailure(tx, payload, reason);
    }
    return isKnownToStripe ? retry(reason) : discard(reason);
  }

  private resolveProblem(tx: Transaction, { webhookId }: Payload): Promise<void> {
    return this.events.resolveProblems(tx, { type: 'webhook.failed', where: { webhookEventId: webhookId } }, 'Stripe');
  }

  private async publishFailure(tx: Transaction, { webhookId, orderId }: Payload, cause: string): Promise<void> {
    const webhook = await this.webhooks.find(tx, webhookId);
    if (!webhook) return;
    const reason = `the lines of its session could not be fetched: ${cause}`;
    const failure = { source: 'stripe', eventId: webhook.eventId, webhookEventId: webhookId, reason } as const;
    await this.events.publish(tx, 'webhook.failed', failure, { actor: 'Stripe', ...(orderId && { orderId }) });
  }
}
