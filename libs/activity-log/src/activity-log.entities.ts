import { levels, type EventMap, type EventType, type ResolvedBy } from '@daybook/contract';
import { now } from '@daybook/database';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { expressionBuilder, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';

const constants = expressionBuilder<object>();

const newestFirst = [
  { name: 'occurredAt', sort: 'desc' },
  { name: 'id', sort: 'desc' },
] as const;

const ActivityLogSchema = defineEntity({
  name: 'ActivityLog',
  tableName: 'activity_log',
  uniques: [{ name: 'activity_log_dedupe', properties: ['dedupeKey'], where: 'dedupe_key is not null' }],
  indexes: [
    { name: 'activity_log_feed', columns: [...newestFirst] },
    { name: 'activity_log_order', properties: ['orderId', 'occurredAt', 'id'], where: 'order_id is not null' },
    {
      name: 'activity_log_attention',
      expression: `create index activity_log_attention on activity_log (occurred_at desc, id desc) include (snoozed_until)
        where resolved_at is null and level in ('warning', 'error')`,
    },
    {
      name: 'activity_log_order_attention',
      expression: `create index activity_log_order_attention on activity_log (order_id, occurred_at desc, id desc)
        include (snoozed_until) where order_id is not null and resolved_at is null and level in ('warning', 'error')`,
    },
    {
      name: 'activity_log_cause',
      expression: `create index activity_log_cause on activity_log (cause, occurred_at desc, id desc)
        include (order_id, began_at, last_at, assigned_to, snoozed_until) where resolved_at is null and level in ('warning', 'error')`,
    },
    {
      name: 'activity_log_snoozed_cause',
      expression: `create index activity_log_snoozed_cause on activity_log (cause)
        where resolved_at is null and level in ('warning', 'error') and snoozed_until = 'infinity'`,
    },
    { name: 'activity_log_level', columns: [{ name: 'level' }, ...newestFirst], where: `level <> 'info'` },
    { name: 'activity_log_type', columns: [{ name: 'eventType' }, ...newestFirst] },
    {
      name: 'activity_log_search',
      expression: 'create index activity_log_search on activity_log using gin (message gin_trgm_ops)',
    },
    {
      name: 'activity_log_inserted',
      expression:
        'create index activity_log_inserted on activity_log using brin (inserted_at) with (pages_per_range = 32)',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    eventType: p.string().$type<EventType>().length(64),
    level: p.enum(levels).columnType('varchar(8)'),
    /** A key of `customer_order`, which this library does not know. */
    orderId: p.uuid().nullable(),
    payload: p.json<Record<string, unknown>>().defaultRaw(`'{}'`),
    message: p.string().length(2000),
    actor: p.string().length(200).nullable(),
    dedupeKey: p.string().length(255).nullable(),
    /** What it has in common with the same problem of other orders; null where nobody has to act. */
    cause: p.string().length(255).nullable(),
    /** When the first of the entries happened from which this problem took over. */
    beganAt: p.datetime(3).nullable(),
    /** When it last happened, since other entries are merged into this one. */
    lastAt: p.datetime(3).nullable(),
    /** The name of who looks after it. */
    assignedTo: p.string().length(200).nullable(),
    /** 'infinity': until it happens again. */
    snoozedUntil: p.datetime(3).nullable(),
    resolvedAt: p.datetime(3).nullable(),
    resolvedBy: p.json<ResolvedBy>().nullable(),
    occurredAt: p.datetime(3),
    insertedAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
  },
});

const MetricCounterSchema = defineEntity({
  name: 'MetricCounter',
  tableName: 'metric_counter',
  properties: {
    name: p.string().length(64).primary(),
    value: p.bigint('number'),
  },
});

export type ActivityLogTables = InferKyselyDB<typeof ActivityLogSchema | typeof MetricCounterSchema>;
export const activityLogEntities = [ActivityLogSchema, MetricCounterSchema];

export type EntryExpressionBuilder = ExpressionBuilder<ActivityLogTables, 'activity_log'>;

/** The type of an entry decides what is in its payload. */
export type ProblemRow = { [T in EventType]: { id: string; type: T; data: EventMap[T] } }[EventType];

export type EntryCondition = (eb: EntryExpressionBuilder) => Expression<SqlBool>;

/** Whether somebody had or has to act on the entry. */
export const isProblem = (eb: EntryExpressionBuilder) => eb('level', 'in', ['warning', 'error']);
/** Open warnings and errors, snoozed ones too. */
export const isOpen = (eb: EntryExpressionBuilder) => eb.and([eb('resolved_at', 'is', null), isProblem(eb)]);
export const isSnoozed = (eb: EntryExpressionBuilder) => eb('snoozed_until', '>', now());
/** A snooze that the next entry of the same cause ends. */
export const untilItHappensAgain = constants.cast<Date>(constants.val('infinity'), 'timestamptz');
/** Open, and nobody has put it off. */
export const needsAttention = (eb: EntryExpressionBuilder) =>
  eb.and([isOpen(eb), eb.or([eb('snoozed_until', 'is', null), eb('snoozed_until', '<=', now())])]);
/** `is not distinct from` would cover both cases, but no index serves it. */
export const belongsTo = (orderId: string | null) => (eb: EntryExpressionBuilder) =>
  eb('order_id', orderId === null ? 'is' : '=', orderId);
