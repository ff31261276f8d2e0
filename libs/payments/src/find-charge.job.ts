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
import { failureReason, Inbox } from '@daybook/webhooks';
import { Stripe } from 'stripe';
import { z } from 'zod';
import { PaymentOrder, paymentRef, type PaymentRef } from './payment-order.js';
import { StripeClient } from './stripe-client.js';
import { UnansweredWebhooks } from './unanswered-webhooks.js';

const payload = z.object({ chargeId: z.string(), webhookId: z.uuid() });
type Payload = z.infer<typeof payload>;

/** For a webhook that names only a charge: finds the order whose payment that is, which then knows its charge. */
@Job({
  name: 'find-charge',
  label: 'Find the payment of a charge at Stripe',
  payload,
  policy: { ...standardPolicy, timeoutSeconds: 50, concurrency: 2 },
})
export class FindCharge implements JobSteps<Payload, string, PaymentRef> {
  constructor(
    private readonly stripe: StripeClient,
    private readonly orders: PaymentOrder,
    private readonly inbox: Inbox,
    private readonly unanswered: UnansweredWebhooks,
  ) {}

  prepare(_: Transaction, { chargeId }: Payload): Promise<string> {
    return Promise.resolve(chargeId);
  }

  async perform(chargeId: string): Promise<PaymentRef> {
    return paymentRef.parse(await this.stripe.api.charges.retrieve(chargeId));
  }

  async record(tx: Transaction, { chargeId, webhookId }: Payload, ref: PaymentRef): Promise<JobOutcome> {
    const order = await this.orders.lock(tx, { ...ref, chargeId });
    if (!order && ref.paymentIntentId !== null)
      await this.inbox.waitInstead(tx, 'stripe', chargeId, ref.paymentIntentId);
    await this.unanswered.resolve(tx, webhookId);
    return done;
  }

  async recordFailure(
    tx: Transaction,
    { webhookId }: Payload,
    error: unknown,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    const cause = failureReason(error);
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      // not a charge of this account: nobody waits for it
      await this.unanswered.resolve(tx, webhookId);
      return discard(cause);
    }
    await this.unanswered.recordFailure(tx, { webhookId }, `its payment could not be found: ${cause}`, attempt);
    return retry(cause);
  }
}
