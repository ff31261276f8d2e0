import type { JobState } from '@daybook/contract';
import { now, Nudges, type Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { ExpressionBuilder } from 'kysely';
import type { DiscardedJob, InspectableQueue } from '../job-list.js';
import { JobQueue, type EnqueueOptions } from '../job-queue.js';
import type { JobsTables } from '../jobs.entities.js';
import { Outbox } from './outbox.js';

const isRunning = (job: ExpressionBuilder<JobsTables, 'job_outbox'>) => job('leased_until', '>=', now());

/** Enqueues a job as a row, without a connection to Redis: after the commit, the workers' relays dispatch it there. */
@Injectable()
export class OutboxQueue extends JobQueue implements InspectableQueue {
  constructor(
    private readonly outbox: Outbox,
    private readonly nudges: Nudges,
  ) {
    super();
  }

  async enqueueNamed(tx: Transaction, name: string, data: object, options: EnqueueOptions): Promise<void> {
    await this.outbox.add(tx, name, data, options);
    tx.afterCommit(() => this.nudges.send('daybook_jobs'));
  }

  protected hasUnfinishedNamed(tx: Transaction, name: string, data: object): Promise<boolean> {
    return this.outbox.hasUnfinished(tx, name, data);
  }

  protected dropNamed(tx: Transaction, name: string, data: object): Promise<number> {
    return this.outbox.drop(tx, name, data);
  }

  unfinishedJobs(database: Database) {
    return database
      .kysely<JobsTables>()
      .selectFrom('job_outbox')
      .select(['id', 'name', 'data', 'attempts', 'enqueued_at', 'due_at', 'discarded_at', 'last_error'])
      .select((job) =>
        job
          .case()
          .when('discarded_at', 'is not', null)
          .then<JobState>('discarded')
          .when(isRunning(job))
          .then<JobState>('running')
          .else<JobState>('waiting')
          .end()
          .as('state'),
      );
  }

  async takeDiscarded(tx: Transaction, id: string): Promise<DiscardedJob | null> {
    const discarded = await tx
      .kysely<JobsTables>()
      .deleteFrom('job_outbox')
      .where('id', '=', id)
      .where('discarded_at', 'is not', null)
      .returning(['name', 'data', 'attempts'])
      .executeTakeFirst();
    return discarded ?? null;
  }

  async runNow(tx: Transaction, id: string): Promise<boolean> {
    const due = await tx
      .kysely<JobsTables>()
      .updateTable('job_outbox')
      .set((job) => ({
        due_at: job.fn<Date>('least', ['due_at', now()]),
        version: job('version', '+', 1),
        dispatched_at: null,
      }))
      .where('id', '=', id)
      .where('discarded_at', 'is', null)
      .where((job) => job.or([job('leased_until', 'is', null), job('leased_until', '<', now())]))
      .returning('id')
      .executeTakeFirst();
    tx.afterCommit(() => this.nudges.send('daybook_jobs'));
    return due !== undefined;
  }
}
