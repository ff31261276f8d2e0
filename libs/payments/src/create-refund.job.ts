import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import {
  discard,
  done,
  failedAttempt,
  Job,
  retry,
  standardPolicy,
  type JobAttempt,
  type JobOutcome,
  type JobSteps,
} from '@daybook/jobs';
import { lockOrder, Order } from '@daybook/orders';
import { failureReason } from '@daybook/webhooks';
import { Stripe } from 'stripe';
import { z } from 'zod';
import { Refund } from './refund.entity.js';
import { RefundsRecorder } from './refunds-recorder.js';
import type { StripeRefund } from './stripe-refund.js';
import { StripeRefunds, type RefundRequest } from './stripe-refunds.js';

const payload = z.object({ orderId: z.uuid(), refundId: z.uuid() });
type Payload = z.infer<typeof payload>;

/** Creates a refund at Stripe; an attempt whose answer was lost is repeated under the same idempotency key. */
@Job({
  name: 'create-refund',
  label: 'Create a refund at Stripe',
  retryHint: 'Refund again on its order’s page.',
  payload,
  policy: { ...standardPolicy, timeoutSeconds: 50, concurrency: 2 },
  resource: ({ refundId }) => `refund ${refundId}`,
})
export class CreateRefund implements JobSteps<Payload, RefundRequest, StripeRefund> {
  constructor(
    private readonly stripe: StripeRefunds,
    private readonly recorder: RefundsRecorder,
    private readonly settings: Settings,
  ) {}

  async prepare(tx: Transaction, { refundId }: Payload, attempt: JobAttempt): Promise<RefundRequest | JobOutcome> {
    const refund = await tx.em.findOne(Refund, { id: refundId, state: 'pending' });
    const order = refund && (await tx.em.findOne(Order, { id: refund.orderId }));
    if (!refund || !order?.paymentIntentId || !this.settings.mayReachServices(order)) return done;
    return { id: refundId, paymentIntentId: order.paymentIntentId, amount: refund.amount, attempt: attempt.number };
  }

  perform(request: RefundRequest): Promise<StripeRefund> {
    return this.stripe.create(request);
  }

  async record(tx: Transaction, { refundId }: Payload, created: StripeRefund): Promise<JobOutcome> {
    const { orderId } = await tx.em.findOneOrFail(Refund, { id: refundId });
    const order = await lockOrder(tx, orderId);
    if (order) await this.recorder.record(tx, order, created, null);
    return done;
  }

  async recordFailure(
    tx: Transaction,
    { refundId }: Payload,
    error: unknown,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    const reason = failureReason(error) || 'Stripe did not answer';
    if (attempt.number < attempt.maxAttempts && !isRefusal(error)) return retry(reason);
    await this.recorder.recordFailure(tx, refundId, { reason, ...(!isRefusal(error) && failedAttempt(attempt)) });
    return discard(reason);
  }
}

/** Stripe understood the request and refused it: another attempt would not help. */
function isRefusal(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
}
