import type { Transaction } from '@daybook/database';
import type { Order } from '@daybook/orders';
import type { ProcessOutcome } from '@daybook/webhooks';
import { z } from 'zod';
import { paymentRef } from './payment-order.js';

/** An event about a payment that was made: its object, and what that was like before the event changed it. */
export const paymentEvent = z
  .object({
    type: z.string(),
    data: z.object({
      object: z.record(z.string(), z.unknown()),
      previous_attributes: z.record(z.string(), z.unknown()).nullish().catch(null),
    }),
  })
  .transform(({ type, data }) => ({ type, object: data.object, previous: data.previous_attributes ?? {} }));

export interface PaymentEvent {
  type: string;
  object: Record<string, unknown>;
  previous: Record<string, unknown>;
  occurredAt: Date;
  webhookId: string;
}

/** Records what some of the events mean for a locked order, in whatever order they arrive. */
export interface PaymentEventRecorder {
  readonly eventTypes: readonly string[];
  recordEvent(tx: Transaction, order: Order, event: PaymentEvent): Promise<ProcessOutcome>;
}

export const refOf = ({ object }: Pick<PaymentEvent, 'object'>) => paymentRef.parse(object);
