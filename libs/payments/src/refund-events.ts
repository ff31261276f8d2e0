import type { Transaction } from '@daybook/database';
import type { Order } from '@daybook/orders';
import type { ProcessOutcome } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import type { PaymentEvent, PaymentEventRecorder } from './payment-event.js';
import { RefundsRecorder } from './refunds-recorder.js';
import { fromUnix } from './stripe-fields.js';
import { stripeRefund, type StripeRefund } from './stripe-refund.js';

/** Events about one refund; older API versions call its later ones `charge.refund.updated`. */
@Injectable()
export class RefundEvents implements PaymentEventRecorder {
  readonly eventTypes = ['refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated'];

  constructor(private readonly refunds: RefundsRecorder) {}

  async recordEvent(tx: Transaction, order: Order, event: PaymentEvent): Promise<ProcessOutcome> {
    const refund = stripeRefund.parse(event.object);
    await this.refunds.record(tx, order, refund, changedAt(refund, event));
    return 'processed';
  }
}

/** Most updates of a refund that was made leave its status as it was, such as one that adds the bank's reference. */
function changedAt({ status, created }: StripeRefund, { type, previous, occurredAt }: PaymentEvent): Date | null {
  if (type.endsWith('.created')) return fromUnix(created);
  return 'status' in previous || status === 'failed' || status === 'canceled' ? occurredAt : null;
}
