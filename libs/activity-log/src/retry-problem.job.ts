import type { Transaction } from '@daybook/database';
import { Reactions } from '@daybook/events';
import { done, Job, type JobOutcome, type TransactionalJob } from '@daybook/jobs';
import { z } from 'zod';
import { isOpen, type ActivityLogTables, type ProblemRow } from './activity-log.entities.js';

/** `retryId`: the request of a person, who may have chosen many problems. */
const payload = z.object({ retryId: z.uuid(), entryId: z.uuid(), actor: z.string() });
type Payload = z.infer<typeof payload>;

/** Has the library that a problem belongs to try again. */
@Job({
  name: 'retry-problem',
  label: 'Retry what has failed',
  payload,
  policy: { maxAttempts: 3, backoffSeconds: 5, maxBackoffSeconds: 60, timeoutSeconds: 20, concurrency: 2 },
})
export class RetryProblem implements TransactionalJob<Payload> {
  constructor(private readonly reactions: Reactions) {}

  async record(tx: Transaction, { entryId, actor }: Payload): Promise<JobOutcome> {
    const problem = await tx
      .kysely<ActivityLogTables>()
      .selectFrom('activity_log')
      .select(['id', 'event_type as type', 'payload as data', 'order_id as orderId'])
      .where('id', '=', entryId)
      .where(isOpen)
      .$castTo<ProblemRow & { orderId: string | null }>()
      .executeTakeFirst();
    if (!problem) return done;
    const { orderId, ...failed } = problem;
    await this.reactions.run(tx, 'retry_requested', { data: { failed, actor }, orderId });
    return done;
  }
}
