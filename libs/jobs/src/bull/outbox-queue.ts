import { Nudges, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { JobMap, JobName } from '../job-map.js';
import { JobQueue, type EnqueueOptions } from '../job-queue.js';
import { Outbox } from './outbox.js';

/** Jobs on their way to Redis. Who asks writes a row and never talks to Redis: the workers' relays do, after the commit. */
@Injectable()
export class OutboxQueue extends JobQueue {
  constructor(
    private readonly outbox: Outbox,
    private readonly nudges: Nudges,
  ) {
    super();
  }

  async enqueue<N extends JobName>(
    tx: Transaction,
    name: N,
    data: JobMap[N],
    options: EnqueueOptions = {},
  ): Promise<void> {
    await this.outbox.add(tx, name, data, options);
    tx.afterCommit(() => this.nudges.send('daybook_jobs'));
  }

  isPending<N extends JobName>(tx: Transaction, name: N, data: Partial<JobMap[N]>): Promise<boolean> {
    return this.outbox.isPending(tx, name, data);
  }
}
