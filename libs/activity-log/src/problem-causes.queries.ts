import type { EventMap, EventType, Level, Page } from '@daybook/contract';
import { Database, newestFirst } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { NotNull } from 'kysely';
import { isOpen, isSnoozed, needsAttention, type ActivityLogTables, type ProblemRow } from './activity-log.entities.js';
import { causeSentenceOf } from './cause.js';
import { isRetryable } from './event-definitions.js';

/** Open problems that a person would call the same. */
export interface LoggedCause {
  cause: string;
  eventType: EventType;
  level: Level;
  sentence: string;
  /** The entry of the latest problem. */
  latestId: string;
  problems: number;
  orders: number;
  /** The latest, at most five. */
  latestOrderIds: string[];
  firstAt: Date;
  lastAt: Date;
  lastAttempt: { number: number; of: number; nextAt: string | null } | null;
  canRetry: boolean;
  /** Null when nobody looks after all of them. */
  assignedTo: string | null;
  /** The earliest. */
  snoozedUntil: Date | null;
}

type GroupedProblems = ProblemRow &
  Omit<
    LoggedCause,
    'eventType' | 'sentence' | 'latestId' | 'lastAttempt' | 'canRetry' | 'assignedTo' | 'latestOrderIds'
  > & {
    latestOrderIds: string[] | null;
    assigned: number;
    assignees: number;
    assignee: string | null;
  };

const maxLatestOrders = 5;

@Injectable()
export class ProblemCausesQueries {
  constructor(private readonly database: Database) {}

  /** The latest first. `snoozed`: those that somebody has put off, instead of those that need attention. Throws `InvalidCursorError`. */
  async list(snoozed: boolean, limit: number, before?: string): Promise<Page<LoggedCause>> {
    const keyset = newestFirst({ limit, before });
    const db = this.database.kysely<ActivityLogTables>();
    const problems = db
      .selectFrom('activity_log')
      .select((eb) => [
        ...(['cause', 'id', 'order_id', 'occurred_at', 'began_at', 'last_at', 'assigned_to', 'snoozed_until'] as const),
        eb.fn
          .agg<number>('row_number')
          .over((ob) => ob.partitionBy('cause').orderBy('occurred_at', 'desc').orderBy('id', 'desc'))
          .as('position'),
      ])
      .where((eb) => (snoozed ? eb.and([isOpen(eb), isSnoozed(eb)]) : needsAttention(eb)))
      .where('cause', 'is not', null)
      .$narrowType<{ cause: NotNull }>();
    const causes = db
      .selectFrom(problems.as('problem'))
      .groupBy('cause')
      .select((eb) => [
        'cause',
        eb.fn.countAll<number>().as('problems'),
        eb.fn.count<number>('order_id').distinct().as('orders'),
        eb.fn.min(eb.fn.coalesce('began_at', 'occurred_at')).as('firstAt'),
        eb.fn.max(eb.fn.coalesce('last_at', 'occurred_at')).as('lastAt'),
        eb.fn.max(eb.cast<string>('id', 'text')).filterWhere('position', '=', 1).as('id'),
        eb.fn
          .agg<string[] | null>('array_agg', ['order_id'])
          .orderBy('position')
          .filterWhere('position', '<=', maxLatestOrders)
          .filterWhere('order_id', 'is not', null)
          .as('latestOrderIds'),
        eb.fn.count<number>('assigned_to').as('assigned'),
        eb.fn.count<number>('assigned_to').distinct().as('assignees'),
        eb.fn.min('assigned_to').as('assignee'),
        eb.fn.min('snoozed_until').as('snoozedUntil'),
      ]);
    const page = keyset.apply(db.selectFrom(causes.as('grouped')).selectAll(), 'lastAt', 'id');
    const rows = await db
      .selectFrom(page.as('page'))
      .innerJoin('activity_log as latest', (join) =>
        join.on((eb) => eb('latest.id', '=', eb.cast<string>('page.id', 'uuid'))),
      )
      .selectAll('page')
      .select(['latest.event_type as type', 'latest.level', 'latest.payload as data'])
      .orderBy('lastAt', 'desc')
      .orderBy('page.id', 'desc')
      .$castTo<GroupedProblems>()
      .execute();
    const { items, next } = keyset.page(rows, ({ lastAt }) => lastAt);
    return { items: items.map(toCause), next };
  }
}

function attemptIn(data: EventMap[EventType]): LoggedCause['lastAttempt'] {
  if (!('attempt' in data) || data.attempt === undefined || data.of === undefined) return null;
  return { number: data.attempt, of: data.of, nextAt: ('nextAttemptAt' in data && data.nextAttemptAt) || null };
}

function toCause(row: GroupedProblems): LoggedCause {
  const { cause, type, data, level, problems, orders, firstAt, lastAt, snoozedUntil } = row;
  const { latestOrderIds, assigned, assignees, assignee } = row;
  return {
    ...{ cause, level, problems, orders, firstAt, lastAt, snoozedUntil },
    eventType: type,
    sentence: causeSentenceOf(type, data),
    latestId: row.id,
    lastAttempt: attemptIn(data),
    latestOrderIds: [...new Set(latestOrderIds)],
    canRetry: isRetryable(row),
    assignedTo: assignees === 1 && assigned === problems ? assignee : null,
  };
}
