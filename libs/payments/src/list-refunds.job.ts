import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { done, Job, retry, standardPolicy, type JobAttempt, type JobOutcome, type JobSteps } from '@daybook/jobs';
import { lockOrder, Order } from '@daybook/orders';
import { failureReason } from '@daybook/webhooks';
import { z } from 'zod';
import { RefundsRecorder } from './refunds-recorder.js';
import { StripeRefunds } from './stripe-refunds.js';
import type { StripeRefund } from './stripe-refund.js';
import { UnansweredWebhooks } from './unanswered-webhooks.js';

const payload = z.object({ orderId: z.uuid(), webhookId: z.uuid() });
type Payload = z.infer<typeof payload>;

/** For a webhook that says that a payment was refunded, but not by which refunds. */
@Job({
  name: 'list-refunds',
  label: 'List the refunds of an order at Stripe',
  payload,
  policy: { ...standardPolicy, timeoutSeconds: 60, concurrency: 2 },
  resource: ({ orderId }) => `refunds of order ${orderId}`,
})
export class ListRefunds implements JobSteps<Payload, string, StripeRefund[]> {
  constructor(
    private readonly stripe: StripeRefunds,
    private readonly recorder: RefundsRecorder,
    private readonly unanswered: UnansweredWebhooks,
    private readonly settings: Settings,
  ) {}

  async prepare(tx: Transaction, { orderId }: Payload): Promise<string | JobOutcome> {
    const order = await tx.em.findOne(Order, { id: orderId });
    if (!order?.paymentIntentId || !this.settings.mayReachServices(order)) return done;
    return order.paymentIntentId;
  }

  perform(paymentIntentId: string): Promise<StripeRefund[]> {
    return this.stripe.list(paymentIntentId);
  }

  async record(tx: Transaction, { orderId, webhookId }: Payload, refunds: StripeRefund[]): Promise<JobOutcome> {
    const order = await lockOrder(tx, orderId);
    if (order) for (const refund of refunds) await this.recorder.record(tx, order, refund, null);
    await this.unanswered.resolve(tx, webhookId);
    return done;
  }

  async recordFailure(tx: Transaction, payload: Payload, error: unknown, attempt: JobAttempt): Promise<JobOutcome> {
    const cause = failureReason(error);
    await this.unanswered.recordFailure(tx, payload, `its refunds could not be listed: ${cause}`, attempt);
    return retry(cause);
  }
}
