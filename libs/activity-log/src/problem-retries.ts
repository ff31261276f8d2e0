import type { RequestedRetry } from '@daybook/contract';
import { Database } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ActivityLogTables, ProblemRow } from './activity-log.entities.js';
import { isRetryable } from './event-definitions.js';
import { selectedProblems, type ProblemSelection } from './problem-selection.js';
import { RetryProblem } from './retry-problem.job.js';

/** Long enough to call it off. */
const delayMs = 6_000;

@Injectable()
export class ProblemRetries {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
  ) {}

  /** Has those of the problems retried that can be. The retry may be called off before it starts. */
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
      const startAfter = new Date(Date.now() + delayMs);
      for (const entryId of ids)
        await this.jobs.enqueue(tx, RetryProblem, { retryId, entryId, actor }, { startAfter, key: entryId });
      return { retry: { id: retryId, startsAt: startAfter.toISOString() }, ids };
    });
  }

  /** False when it has started. */
  async callOff(retryId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const hasNotStarted = await this.jobs.hasUnfinished(tx, RetryProblem, { retryId });
      await this.jobs.drop(tx, RetryProblem, { retryId });
      return hasNotStarted;
    });
  }
}
