import { levels, type EventType, type ResolvedBy } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';
import type { ExpressionBuilder } from 'kysely';

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
      columns: [...newestFirst],
      where: `resolved_at is null and level in ('warning', 'error')`,
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

/** Whether somebody had or has to act on the entry. */
export const isProblem = (eb: EntryExpressionBuilder) => eb('level', 'in', ['warning', 'error']);
/** Open warnings and errors. */
export const needsAttention = (eb: EntryExpressionBuilder) => eb.and([eb('resolved_at', 'is', null), isProblem(eb)]);
/** `is not distinct from` would cover both cases, but no index serves it. */
export const belongsTo = (orderId: string | null) => (eb: EntryExpressionBuilder) =>
  eb('order_id', orderId === null ? 'is' : '=', orderId);
