import type { JobCounts, JobListQuery, Page, QueuedJob } from '@daybook/contract';
import { JobList, type ListedJob } from '@daybook/jobs';
import { OrdersQueries } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';

/** The jobs with the number of the order each is about. */
@Injectable()
export class JobsReadModel {
  constructor(
    private readonly jobs: JobList,
    private readonly orders: OrdersQueries,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list(query: JobListQuery): Promise<Page<QueuedJob>> {
    const { items, next } = await this.jobs.page(query);
    const numbers = await this.orders.findNumbers([...new Set(items.flatMap((job) => orderOf(job) ?? []))]);
    return { items: items.map((job) => shown(job, numbers)), next };
  }

  counts(): Promise<JobCounts> {
    return this.jobs.counts();
  }

  /** False when there is no such job that waits or was given up. */
  run(id: string): Promise<boolean> {
    return this.jobs.run(id);
  }
}

function orderOf({ data }: ListedJob): string | null {
  return 'orderId' in data && isUuid(data.orderId) ? data.orderId : null;
}

function shown(job: ListedJob, numbers: Map<string, string>): QueuedJob {
  const { id, name, state, attempts, maxAttempts, enqueuedAt, dueAt, discardedAt, lastError } = job;
  const orderId = orderOf(job);
  return {
    id,
    name,
    orderId,
    orderNumber: (orderId && numbers.get(orderId)) || null,
    state,
    attempts,
    maxAttempts,
    enqueuedAt: enqueuedAt.toISOString(),
    dueAt: dueAt?.toISOString() ?? null,
    discardedAt: discardedAt?.toISOString() ?? null,
    lastError,
  };
}
