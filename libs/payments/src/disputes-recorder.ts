import type { Money } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import type { Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { requiredText, type ProcessOutcome } from '@daybook/webhooks';
import { z } from 'zod';
import type { PaymentEvent, PaymentEventRecorder } from './payment-event.js';
import { currency, fromUnix, stripeId, unixSeconds, words } from './stripe-fields.js';

const stripeDispute = z.object({
  id: stripeId,
  amount: z.int().min(0),
  currency,
  created: unixSeconds,
  reason: words,
  status: requiredText,
  evidence_details: z.object({ due_by: unixSeconds.nullish() }).nullish().catch(null),
});
type StripeDispute = z.infer<typeof stripeDispute>;

/** While a bank only asks, the status begins so: no money has moved. */
const isInquiry = (status: unknown): boolean => typeof status === 'string' && status.startsWith('warning_');
const closedStatuses = ['won', 'lost', 'warning_closed', 'prevented'];

/** Disputes, and the inquiries that may become one. Each begins once and closes once, whichever event says so first. */
@Injectable()
export class DisputesRecorder implements PaymentEventRecorder {
  readonly eventTypes = ['created', 'updated', 'funds_withdrawn', 'funds_reinstated', 'closed'].map(
    (change) => `charge.dispute.${change}`,
  );

  constructor(private readonly events: DomainEvents) {}

  async recordEvent(tx: Transaction, order: Order, event: PaymentEvent): Promise<ProcessOutcome> {
    const dispute = stripeDispute.parse(event.object);
    await this.recordDispute(tx, order, event, dispute);
    return 'processed';
  }

  private async recordDispute(
    tx: Transaction,
    order: Order,
    event: PaymentEvent,
    dispute: StripeDispute,
  ): Promise<void> {
    if (event.type === 'charge.dispute.closed') return this.recordClosed(tx, order, dispute, event.occurredAt);
    // later events show the status of their time, which says nothing about how it began
    if (closedStatuses.includes(dispute.status) && event.type !== 'charge.dispute.created') return;
    const isEscalated = isInquiry(event.previous['status']) && !isInquiry(dispute.status);
    await this.recordOpen(tx, order, dispute, isEscalated ? event.occurredAt : fromUnix(dispute.created));
  }

  private async recordOpen(tx: Transaction, order: Order, dispute: StripeDispute, occurredAt: Date): Promise<void> {
    const kind = isInquiry(dispute.status) ? 'inquiry' : 'disputed';
    const dueBy = dispute.evidence_details?.due_by;
    const data = {
      ...this.about(order, dispute),
      ...(dispute.reason && { reason: dispute.reason }),
      ...(dueBy && { respondBy: fromUnix(dueBy).toISOString() }),
    };
    const context = { orderId: order.id, occurredAt, actor: 'Stripe', dedupeKey: `${kind}:${dispute.id}` };
    await this.events.publish(tx, `order.${kind}`, data, context);
  }

  private async recordClosed(tx: Transaction, order: Order, dispute: StripeDispute, occurredAt: Date): Promise<void> {
    const data = { ...this.about(order, dispute), outcome: dispute.status };
    const dedupeKey = `dispute_closed:${dispute.id}:${dispute.status}`;
    await this.events.publish(tx, 'order.dispute_closed', data, {
      ...{ orderId: order.id, occurredAt, actor: 'Stripe', dedupeKey },
    });
  }

  private about(order: Order, { id, amount, currency: own }: StripeDispute): { dispute: Money; disputeId: string } {
    return { dispute: { amount, currency: own ?? order.currency }, disputeId: id };
  }
}
