import type { AttentionCount, EventType, Level, Page, ResolvedBy } from '@daybook/contract';
import { anyOf, cursorTime, Database, newestFirst, searches } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { Expression, NotNull, SqlBool } from 'kysely';
import { z } from 'zod';
import {
  isOpen,
  isSnoozed,
  needsAttention,
  type ActivityLogTables,
  type EntryExpressionBuilder,
} from './activity-log.entities.js';
import { sortTimeline } from './sort-timeline.js';

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
  cause: string | null;
  assignedTo: string | null;
  snoozedUntil: Date | null;
}

/** `standing`: the first entries and the open problems that are older than `items`. */
export interface Timeline extends Page<LoggedEntry> {
  standing: LoggedEntry[];
}

export interface FeedFilter {
  onlyAttention?: true;
  /** The open problems that somebody has put off. */
  onlySnoozed?: true;
  /** Open problems of this cause. */
  cause?: string;
  levels?: Level[];
  types?: EventType[];
  orderId?: string;
  /** Entries whose message contains every word of `text`, or which belong to one of `orderIds`. */
  search?: { text: string; orderIds: string[] };
  from?: Date;
  to?: Date;
}

/** When the first page was read: entries recorded later stay out of the following pages, so that none moves while reading. */
const readTime = z.tuple([cursorTime]);

const columns = [
  'id',
  'event_type as eventType',
  'level',
  'order_id as orderId',
  'payload',
  'message',
  'actor',
  'occurred_at as occurredAt',
  'inserted_at as insertedAt',
  'resolved_at as resolvedAt',
  'resolved_by as resolvedBy',
  'cause',
  'assigned_to as assignedTo',
  'snoozed_until as snoozedUntil',
] as const;

const maxCount = 100;
const maxFirst = 5;
const maxOpen = 50;
/** PostgreSQL rounds `inserted_at` to milliseconds, while a `Date` truncates them. */
const roundingMs = 1;

@Injectable()
export class ActivityLogQueries {
  constructor(private readonly database: Database) {}

  /**
   * The newest entries of an order, or those before a cursor: oldest first, and of one time in the order of an order's
   * lifecycle. Throws `InvalidCursorError`.
   */
  async listForOrder(orderId: string, limit: number, before?: string): Promise<Timeline> {
    const keyset = newestFirst({ limit, before });
    const ofOrder = this.select().where('order_id', '=', orderId);
    const page = keyset.apply(ofOrder, 'occurred_at', 'id');
    const first = ofOrder.orderBy('occurred_at').orderBy('id').limit(maxFirst);
    const open = ofOrder.where(isOpen).orderBy('occurred_at', 'desc').orderBy('id', 'desc').limit(maxOpen);
    const marked = (part: typeof ofOrder, isStanding: boolean) =>
      this.db
        .selectFrom(part.as('part'))
        .selectAll()
        .select((eb) => eb.lit(isStanding).as('isStanding'));
    const rows = await (
      before === undefined
        ? marked(page, false).unionAll(marked(first, true)).unionAll(marked(open, true))
        : marked(page, false)
    ).execute();
    const { items, next } = keyset.page(
      rows.filter(({ isStanding }) => !isStanding),
      ({ occurredAt }) => occurredAt,
    );
    const standing = new Map(rows.filter(({ isStanding }) => isStanding).map((entry) => [entry.id, entry]));
    for (const { id } of items) standing.delete(id);
    return { items: sortTimeline(items), standing: sortTimeline([...standing.values()]), next };
  }

  async findByIds(ids: string[]): Promise<LoggedEntry[]> {
    return this.select().where('id', '=', anyOf(ids)).orderBy('occurred_at').orderBy('id').execute();
  }

  /** The feed, newest first. Throws `InvalidCursorError`. */
  async listRecent(filter: FeedFilter, limit: number, before?: string): Promise<Page<LoggedEntry>> {
    const keyset = newestFirst({ limit, before }, readTime);
    const [readAt] = keyset.extra;
    let query = this.select()
      .select((eb) => eb.fn<Date>('statement_timestamp').as('readAt'))
      .where((eb) => eb.and(toConditions(eb, filter)));
    if (readAt !== undefined) query = query.where('inserted_at', '<=', new Date(readAt));
    const rows = await keyset.apply(query, 'occurred_at', 'id').execute();
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
    const { count } = await this.db
      .selectFrom((from) =>
        from
          .selectFrom('activity_log')
          .select((eb) => eb.lit(1).as('one'))
          .where(needsAttention)
          .orderBy('occurred_at')
          .orderBy('id')
          .limit(maxCount)
          .as('open'),
      )
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return { count, isCapped: count === maxCount };
  }

  async findOrderIdsNeedingAttention(orderIds: string[]): Promise<Set<string>> {
    if (orderIds.length === 0) return new Set();
    const rows = await this.db
      .selectFrom('activity_log')
      .select('order_id')
      .distinct()
      .where('order_id', '=', anyOf(orderIds))
      .where(needsAttention)
      .$narrowType<{ order_id: NotNull }>()
      .execute();
    return new Set(rows.map((row) => row.order_id));
  }

  private select() {
    return this.db.selectFrom('activity_log').select(columns);
  }

  private get db() {
    return this.database.kysely<ActivityLogTables>();
  }
}

function toConditions(eb: EntryExpressionBuilder, filter: FeedFilter): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [];
  if (filter.onlyAttention) conditions.push(needsAttention(eb));
  if (filter.onlySnoozed) conditions.push(isOpen(eb), isSnoozed(eb));
  if (filter.cause) conditions.push(eb('cause', '=', filter.cause), isOpen(eb));
  if (filter.levels) conditions.push(eb('level', '=', oneOf(filter.levels)));
  if (filter.types) conditions.push(eb('event_type', '=', oneOf(filter.types)));
  if (filter.orderId) conditions.push(eb('order_id', '=', filter.orderId));
  if (filter.from) conditions.push(eb('occurred_at', '>=', filter.from));
  if (filter.to) conditions.push(eb('occurred_at', '<', filter.to));
  if (filter.search) {
    const { text, orderIds } = filter.search;
    const inMessage = searches(eb.ref('message'), text, { table: 'activity_log', time: 'occurred_at' });
    conditions.push(orderIds.length === 0 ? inMessage : eb.or([inMessage, eb('order_id', '=', anyOf(orderIds))]));
  }
  return conditions;
}

/** For a single value, an equality lets PostgreSQL read the index in order. */
function oneOf<T>(values: T[]): T | Expression<T> {
  const [first] = values;
  return first !== undefined && values.length === 1 ? first : anyOf(values);
}
