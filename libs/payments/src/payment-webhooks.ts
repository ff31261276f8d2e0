import type { Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { jsonText, type ProcessOutcome, type StoredWebhook } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { ChargeRefunds } from './charge-refunds.js';
import { DisputesRecorder } from './disputes-recorder.js';
import { FindCharge } from './find-charge.job.js';
import { FraudWarningsRecorder } from './fraud-warnings-recorder.js';
import { paymentEvent, refOf, type PaymentEventRecorder } from './payment-event.js';
import { PaymentOrder, type PaymentRef } from './payment-order.js';
import { RefundEvents } from './refund-events.js';
import { ReviewsRecorder } from './reviews-recorder.js';

/** Webhooks about payments that were made. One whose payment has no order waits for it: it may be another site's. */
@Injectable()
export class PaymentWebhooks {
  readonly #recorders: PaymentEventRecorder[];

  constructor(
    private readonly orders: PaymentOrder,
    private readonly jobs: JobQueue,
    refunds: RefundEvents,
    chargeRefunds: ChargeRefunds,
    disputes: DisputesRecorder,
    reviews: ReviewsRecorder,
    fraudWarnings: FraudWarningsRecorder,
  ) {
    this.#recorders = [refunds, chargeRefunds, disputes, reviews, fraudWarnings];
  }

  get eventTypes(): string[] {
    return this.#recorders.flatMap(({ eventTypes }) => eventTypes);
  }

  async process(tx: Transaction, { id: webhookId, type, body, occurredAt }: StoredWebhook): Promise<ProcessOutcome> {
    const recorder = this.#recorders.find(({ eventTypes }) => eventTypes.includes(type));
    if (!recorder) return 'ignored';
    const event = { ...jsonText.pipe(paymentEvent).parse(body), occurredAt, webhookId };
    const ref = refOf(event);
    const order = await this.orders.lock(tx, ref);
    if (!order) return this.wait(tx, ref, webhookId);
    return recorder.recordEvent(tx, order, event);
  }

  private async wait(
    tx: Transaction,
    { paymentIntentId, chargeId }: PaymentRef,
    webhookId: string,
  ): Promise<ProcessOutcome> {
    if (paymentIntentId !== null) return { waitsFor: paymentIntentId };
    if (chargeId === null) return 'ignored';
    await this.jobs.enqueue(tx, FindCharge, { chargeId, webhookId }, { key: chargeId });
    return { waitsFor: chargeId, continuedBy: 'job' };
  }
}
