import type { Transaction } from '@daybook/database';
import { ReactTo, type Occurrence } from '@daybook/events';
import { done, Job, JobQueue, type JobOutcome, type TransactionalJob } from '@daybook/jobs';
import { lockOrder, OrderLine } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { FulfilmentProgress } from './fulfilment-progress.js';
import { hasProvider } from './unassigned-lines.js';

const payload = z.object({ orderId: z.uuid() });
type Payload = z.infer<typeof payload>;

/** Derives again what an order lacks, and its status, because a person has resolved a problem or reopened it. */
@Job({
  name: 'review-order',
  label: 'See whether an order still lacks something',
  payload,
  policy: { maxAttempts: 5, backoffSeconds: 5, maxBackoffSeconds: 60, timeoutSeconds: 30, concurrency: 2 },
})
export class ReviewOrder implements TransactionalJob<Payload> {
  constructor(private readonly progress: FulfilmentProgress) {}

  async record(tx: Transaction, { orderId }: Payload): Promise<JobOutcome> {
    const order = await lockOrder(tx, orderId);
    if (!order || order.status === 'cancelled') return done;
    order.fulfilmentError = await this.progress.findError(tx, orderId);
    await this.progress.updateOrder(tx, order);
    return done;
  }
}

/** Not at once: whoever resolves a problem has locked its entry, and whoever changes an order locks the order first. */
@Injectable()
export class OrderReviews {
  constructor(private readonly jobs: JobQueue) {}

  @ReactTo('order.problems_changed', 'An order with lines that no provider makes is reviewed.')
  async enqueue(tx: Transaction, { orderId }: Occurrence<'order.problems_changed'>): Promise<void> {
    if (orderId === null) return;
    const lines = await tx.em.find(OrderLine, { orderId });
    if (lines.length === 0 || !lines.every(hasProvider)) await this.jobs.enqueue(tx, ReviewOrder, { orderId });
  }
}
