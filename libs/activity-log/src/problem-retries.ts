import type { RequestedRetry } from '@daybook/contract';
import { Database } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ActivityLogTables, ProblemRow } from './activity-log.entities.js';
import { isRetryable } from './event-definitions.js';
import { selectedProblems, type ProblemSelection } from './problem-selection.js';
import { RetryProblem } from './retry-problem.job.js';

/** Long enough to call it off, counted from the answer: each problem takes a moment to enqueue before it. */
const delayMs = 6_000;
const enqueuingMs = 5;

@Injectable()
export class ProblemRetries {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
  ) {}

  /** Retries those of the problems that can be. The retry may be called off before it starts. */
  async request(selection: ProblemSelection, actor: string): Promise<RequestedRetry> {
    return this.database.transaction(async (tx) => {
      const problems = await tx
        .kysely<ActivityLogTables>()
        .selectFrom('activity_log')
        .select(['id', 'event_type as type', 'payload as data'])
        .where(selectedProblems(selection))
        .orderBy('id')
        .$castTo<ProblemRow>()
        .execute();
      const ids = problems.filter(isRetryable).map(({ id }) => id);
      if (ids.length === 0) return { retry: null, ids };
      const retryId = uuidv7();
      const startAfter = new Date(Date.now() + delayMs + ids.length * enqueuingMs);
      for (const entryId of ids)
        await this.jobs.enqueue(tx, RetryProblem, { retryId, entryId, actor }, { startAfter, key: entryId });
      return { retry: { id: retryId, startsAt: startAfter.toISOString() }, ids };
    });
  }

  /** Returns how many of its problems are not retried now: those that it had not started with. */
  async callOff(retryId: string): Promise<number> {
    return this.database.transaction((tx) => this.jobs.drop(tx, RetryProblem, { retryId }));
  }
}
