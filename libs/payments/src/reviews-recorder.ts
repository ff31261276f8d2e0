import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import type { Order } from '@daybook/orders';
import type { ProcessOutcome } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { PaymentEvent, PaymentEventRecorder } from './payment-event.js';
import { stripeId, words } from './stripe-fields.js';

const stripeReview = z.object({
  id: stripeId,
  reason: words,
  opened_reason: words,
  closed_reason: words,
  /** In full where the endpoint expands it. */
  charge: z
    .object({ outcome: z.object({ risk_level: words }) })
    .nullish()
    .catch(null),
});
type StripeReview = z.infer<typeof stripeReview>;

/** Payments that Stripe holds for review. */
@Injectable()
export class ReviewsRecorder implements PaymentEventRecorder {
  readonly eventTypes = ['review.opened', 'review.closed'];

  constructor(private readonly events: DomainEvents) {}

  async recordEvent(
    tx: Transaction,
    order: Order,
    { type, object, occurredAt }: PaymentEvent,
  ): Promise<ProcessOutcome> {
    const review = stripeReview.parse(object);
    const context = { orderId: order.id, occurredAt, actor: 'Stripe' };
    if (type === 'review.opened') {
      order.reviewPayment('open', occurredAt);
      const data = { reviewId: review.id, reason: toOpenedReason(review) };
      await this.events.publish(tx, 'order.review_opened', data, {
        ...context,
        dedupeKey: `review_opened:${review.id}`,
      });
    } else {
      const reason = review.closed_reason ?? review.reason ?? 'Stripe gave no reason';
      const isApproved = reason === 'approved';
      order.reviewPayment(isApproved ? 'approved' : 'not_approved', occurredAt);
      const data = { reviewId: review.id, reason, isApproved };
      await this.events.publish(tx, 'order.review_closed', data, {
        ...context,
        dedupeKey: `review_closed:${review.id}`,
      });
    }
    return 'processed';
  }
}

function toOpenedReason({ opened_reason, reason, charge }: StripeReview): string {
  const risk = charge?.outcome.risk_level;
  if (risk) return `${risk} risk`;
  const why = opened_reason ?? reason;
  if (why === 'rule') return 'a Radar rule';
  return why === 'manual' ? 'a person asked for it' : (why ?? 'Stripe gave no reason');
}
