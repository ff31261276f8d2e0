import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import type { Order } from '@daybook/orders';
import type { ProcessOutcome } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { PaymentEvent, PaymentEventRecorder } from './payment-event.js';
import { stripeId } from './stripe-fields.js';

const fraudWarning = z.object({ id: stripeId, actionable: z.boolean().nullish().catch(null) });

/** The card's bank says that the payment may be fraud. */
@Injectable()
export class FraudWarningsRecorder implements PaymentEventRecorder {
  readonly eventTypes = ['radar.early_fraud_warning.created'];

  constructor(private readonly events: DomainEvents) {}

  async recordEvent(tx: Transaction, order: Order, { object, occurredAt }: PaymentEvent): Promise<ProcessOutcome> {
    const { id, actionable } = fraudWarning.parse(object);
    const payment = { amount: order.total, currency: order.currency };
    // nothing can be done about a payment that is refunded or disputed already
    const data = { payment, isActionable: actionable ?? true };
    const context = { orderId: order.id, occurredAt, actor: 'Stripe', dedupeKey: `fraud_warning:${id}` };
    await this.events.publish(tx, 'order.fraud_warning', data, context);
    return 'processed';
  }
}
