import type { ResolvedBy } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Reactions } from '@daybook/events';
import { done, Job, type JobOutcome, type TransactionalJob } from '@daybook/jobs';
import { z } from 'zod';
import type { ActivityLogTables, ProblemRow } from './activity-log.entities.js';

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
    const problem = await findOpen(tx, entryId);
    if (!problem) return done;
    const { orderId, resolvedAt: _at, resolvedBy: _by, ...failed } = problem;
    await this.reactions.run(tx, 'retry_requested', { data: { failed, actor }, orderId });
    return done;
  }
}

type Failure = ProblemRow & { orderId: string | null; resolvedAt: Date | null; resolvedBy: ResolvedBy | null };

/** The problem, or the newer failure that took over from it; null once it is resolved. */
async function findOpen(tx: Transaction, id: string): Promise<Failure | null> {
  const failure = await tx
    .kysely<ActivityLogTables>()
    .selectFrom('activity_log')
    .select(['id', 'event_type as type', 'payload as data', 'order_id as orderId'])
    .select(['resolved_at as resolvedAt', 'resolved_by as resolvedBy'])
    .where('id', '=', id)
    .$castTo<Failure>()
    .executeTakeFirst();
  if (!failure?.resolvedAt) return failure ?? null;
  const { type, resolvedBy } = failure;
  const isTakenOver = resolvedBy?.by === 'event' && resolvedBy.eventType === type;
  return isTakenOver ? findOpen(tx, resolvedBy.entryId) : null;
}
