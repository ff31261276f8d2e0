import { Injectable } from '@nestjs/common';
import { StripeClient } from './stripe-client.js';
import { stripeRefund, type StripeRefund } from './stripe-events.js';
import { isStripeServerError } from './stripe-errors.js';

/** In Stripe's metadata: by which an answer that was lost finds its refund again. */
export const refundMetadataKey = 'daybook_refund';

export interface WantedRefund {
  id: string;
  paymentIntentId: string;
  /** Minor units. */
  amount: number;
}

/** As many as Stripe gives at once. A payment has few. */
const mostRefunds = 100;
/** How long one try goes on to further keys, so that what came of it can still be written down. */
const longestMs = 15_000;

/** Asks Stripe to give money back, once however often it is tried. */
@Injectable()
export class StripeRefunds {
  constructor(private readonly stripe: StripeClient) {}

  /**
   * Stripe repeats a failure of its own to the same key for a day. So each try goes through the keys of those before it and
   * on to one more; to the next only when Stripe knows of no such refund. Throws what Stripe's library throws.
   */
  async make(wanted: WantedRefund, tryNumber: number): Promise<StripeRefund> {
    const until = Date.now() + longestMs;
    for (let number = 1; ; number += 1) {
      try {
        return await this.create(wanted, number === 1 ? `refund-${wanted.id}` : `refund-${wanted.id}-${number}`);
      } catch (error) {
        if (!isStripeServerError(error)) throw error;
        const made = await this.find(wanted);
        if (made) return made;
        if (number >= tryNumber || Date.now() > until) throw error;
      }
    }
  }

  private async create({ id, paymentIntentId, amount }: WantedRefund, idempotencyKey: string): Promise<StripeRefund> {
    const made = await this.stripe.api.refunds.create(
      { payment_intent: paymentIntentId, amount, metadata: { [refundMetadataKey]: id } },
      { idempotencyKey, maxNetworkRetries: 0 },
    );
    return stripeRefund.parse(made);
  }

  private async find({ id, paymentIntentId }: WantedRefund): Promise<StripeRefund | null> {
    const { data } = await this.stripe.api.refunds.list({ payment_intent: paymentIntentId, limit: mostRefunds });
    const made = data.find(({ metadata }) => metadata?.[refundMetadataKey] === id);
    return made ? stripeRefund.parse(made) : null;
  }
}
