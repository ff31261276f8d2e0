import { Injectable } from '@nestjs/common';
import { isStripeServerError, StripeClient } from './stripe-client.js';
import { stripeRefund, type StripeRefund } from './stripe-refund.js';

/** The metadata key that holds our refund's id. */
export const refundMetadataKey = 'daybook_refund';

export interface RefundRequest {
  id: string;
  paymentIntentId: string;
  /** Minor units. */
  amount: number;
  /** 1 is the first. */
  attempt: number;
}

/** The most that Stripe lists on one page. A payment has few refunds. */
const maxRefunds = 100;
/** How long one attempt may try further keys, so that its outcome can still be recorded within the job's time limit. */
const maxAttemptMs = 15_000;

@Injectable()
export class StripeRefunds {
  constructor(private readonly stripe: StripeClient) {}

  /**
   * Creates the refund once, however often it is attempted. Stripe repeats its own failure to the same idempotency key for
   * a day, so each attempt goes through the keys of the earlier ones and one new key, and moves on to the next key only
   * when Stripe has no such refund. Throws what Stripe's library throws.
   */
  async create(request: RefundRequest): Promise<StripeRefund> {
    const deadline = Date.now() + maxAttemptMs;
    for (let key = 1; ; key += 1) {
      try {
        return await this.createWithKey(request, key === 1 ? `refund-${request.id}` : `refund-${request.id}-${key}`);
      } catch (error) {
        if (!isStripeServerError(error)) throw error;
        const existing = await this.find(request);
        if (existing) return existing;
        if (key >= request.attempt || Date.now() > deadline) throw error;
      }
    }
  }

  /** Oldest first. */
  async list(paymentIntentId: string): Promise<StripeRefund[]> {
    const refunds = await this.stripe.api.refunds
      .list({ payment_intent: paymentIntentId, limit: maxRefunds })
      .autoPagingToArray({ limit: 10 * maxRefunds });
    return refunds.toReversed().map((refund) => stripeRefund.parse(refund));
  }

  private async createWithKey(request: RefundRequest, idempotencyKey: string): Promise<StripeRefund> {
    const { id, paymentIntentId, amount } = request;
    const refund = await this.stripe.api.refunds.create(
      { payment_intent: paymentIntentId, amount, metadata: { [refundMetadataKey]: id } },
      { idempotencyKey, maxNetworkRetries: 0 },
    );
    return stripeRefund.parse(refund);
  }

  private async find({ id, paymentIntentId }: RefundRequest): Promise<StripeRefund | null> {
    const { data } = await this.stripe.api.refunds.list({ payment_intent: paymentIntentId, limit: maxRefunds });
    const refund = data.find(({ metadata }) => metadata?.[refundMetadataKey] === id);
    return refund ? stripeRefund.parse(refund) : null;
  }
}
