import type { JobListQuery, Page, QueuedJob } from '@daybook/contract';
import { JobList, type ListedJob } from '@daybook/jobs';
import { OrdersQueries } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';

@Injectable()
export class JobsReadModel {
  constructor(
    private readonly jobs: JobList,
    private readonly orders: OrdersQueries,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list(query: JobListQuery): Promise<Page<QueuedJob>> {
    const { items, next } = await this.jobs.list(query);
    const numbers = await this.orders.findNumbers([...new Set(items.flatMap((job) => orderIdOf(job) ?? []))]);
    return { items: items.map((job) => toQueuedJob(job, numbers)), next };
  }
}

function orderIdOf({ data }: ListedJob): string | null {
  return 'orderId' in data && typeof data.orderId === 'string' && isUuid(data.orderId) ? data.orderId : null;
}

function toQueuedJob(job: ListedJob, numbers: Map<string, string>): QueuedJob {
  const { id, name, label, state, attempts, maxAttempts, enqueuedAt, dueAt, discardedAt, lastError, retryHint } = job;
  const orderId = orderIdOf(job);
  return {
    ...{ id, name, label, state, attempts, maxAttempts, lastError, retryHint },
    orderId,
    orderNumber: (orderId && numbers.get(orderId)) || null,
    enqueuedAt: enqueuedAt.toISOString(),
    dueAt: dueAt?.toISOString() ?? null,
    discardedAt: discardedAt?.toISOString() ?? null,
  };
}
