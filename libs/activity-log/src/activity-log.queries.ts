import type { AttentionCount, EventType, Level, Page, ResolvedBy } from '@daybook/contract';
import { likePattern, cursorTime, Database, newestFirstKeyset } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { eventDefinitions } from './event-definitions.js';

export interface LoggedEntry {
  id: string;
  eventType: EventType;
  level: Level;
  orderId: string | null;
  payload: Record<string, unknown>;
  message: string;
  actor: string | null;
  occurredAt: Date;
  insertedAt: Date;
  resolvedAt: Date | null;
  resolvedBy: ResolvedBy | null;
}

export interface FeedFilter {
  onlyAttention?: true;
  levels?: Level[];
  types?: EventType[];
  orderId?: string;
  /** Entries whose message contains `text`, or which belong to one of `orderIds`. */
  search?: { text: string; orderIds: string[] };
  from?: Date;
  to?: Date;
}

/** When the first page was read: entries recorded later stay out of the following pages, so that none moves while reading. */
const readTime = z.tuple([cursorTime]);

const columns = sql`
  id, event_type as "eventType", level, order_id as "orderId", payload, message, actor, occurred_at as "occurredAt",
  inserted_at as "insertedAt", resolved_at as "resolvedAt", resolved_by as "resolvedBy"`;

/** Open warnings and errors. */
export const needsAttention = sql`resolved_at is null and level in ('warning', 'error')`;
const maxCount = 100;
/** PostgreSQL rounds `inserted_at` to milliseconds, while a `Date` truncates them. */
const roundingMs = 1;

@Injectable()
export class ActivityLogQueries {
  constructor(private readonly database: Database) {}

  /** Oldest first; entries of one millisecond in the order of an order's lifecycle. */
  async listForOrder(orderId: string): Promise<LoggedEntry[]> {
    const { rows } = await sql<LoggedEntry>`
      select ${columns} from activity_log where order_id = ${orderId} order by occurred_at, id`.execute(
      this.database.sql,
    );
    return rows.sort(
      (a, b) =>
        a.occurredAt.getTime() - b.occurredAt.getTime() ||
        eventDefinitions[a.eventType].rank - eventDefinitions[b.eventType].rank,
    );
  }

  async findByIds(ids: string[]): Promise<LoggedEntry[]> {
    const { rows } = await sql<LoggedEntry>`
      select ${columns} from activity_log where id = any(${ids}) order by occurred_at, id`.execute(this.database.sql);
    return rows;
  }

  /** The feed, newest first. Throws `InvalidCursorError`. */
  async listRecent(filter: FeedFilter, limit: number, before?: string): Promise<Page<LoggedEntry>> {
    const keyset = newestFirstKeyset('occurred_at', { limit, before }, readTime);
    const [readAt] = keyset.extra;
    const conditions = [...toConditions(filter), keyset.where];
    if (readAt !== undefined) conditions.push(sql`inserted_at <= ${new Date(readAt)}`);
    const { rows } = await sql<LoggedEntry & { readAt: Date }>`
      select ${columns}, statement_timestamp() as "readAt" from activity_log
      where ${sql.join(conditions, sql` and `)} ${keyset.orderBy}`.execute(this.database.sql);

    return keyset.page(
      rows,
      ({ occurredAt }) => occurredAt,
      (last) => [readAt ?? last.readAt.getTime() + roundingMs],
    );
  }

  /**
   * Counts open warnings and errors up to 100, so that it costs the same at any backlog. The oldest first: their pages are
   * vacuumed, which lets an index-only scan answer.
   */
  async countNeedingAttention(): Promise<AttentionCount> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from (
        select 1 from activity_log where ${needsAttention} order by occurred_at, id limit ${maxCount}
      ) as open`.execute(this.database.sql);
    const count = rows[0]?.count ?? 0;
    return { count, isCapped: count === maxCount };
  }

  async findOrderIdsNeedingAttention(orderIds: string[]): Promise<Set<string>> {
    if (orderIds.length === 0) return new Set();
    const { rows } = await sql<{ order_id: string }>`
      select distinct order_id from activity_log where order_id = any(${orderIds}) and ${needsAttention}`.execute(
      this.database.sql,
    );
    return new Set(rows.map((row) => row.order_id));
  }
}

function toConditions(filter: FeedFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (filter.onlyAttention) conditions.push(needsAttention);
  if (filter.levels) conditions.push(equalsAnyOf(sql`level`, filter.levels));
  if (filter.types) conditions.push(equalsAnyOf(sql`event_type`, filter.types));
  if (filter.orderId) conditions.push(sql`order_id = ${filter.orderId}`);
  if (filter.from) conditions.push(sql`occurred_at >= ${filter.from}`);
  if (filter.to) conditions.push(sql`occurred_at < ${filter.to}`);
  if (filter.search) {
    conditions.push(
      sql`(message ilike ${likePattern(filter.search.text)} or order_id = any(${filter.search.orderIds}))`,
    );
  }
  return conditions;
}

/** For a single value, an equality lets PostgreSQL read the index in order. */
function equalsAnyOf(column: RawBuilder<unknown>, values: string[]): RawBuilder<unknown> {
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} = any(${values})`;
}
