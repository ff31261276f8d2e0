import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

/** Which attempt may work on a resource, and until when others wait for it. */
const JobLeaseSchema = defineEntity({
  name: 'JobLease',
  tableName: 'job_lease',
  properties: {
    resource: p.string().length(255).primary(),
    token: p.uuid(),
    leasedUntil: p.datetime(3),
  },
});

/** A job that goes through Redis: see `Outbox`. */
const JobOutboxSchema = defineEntity({
  name: 'JobOutbox',
  tableName: 'job_outbox',
  indexes: [
    { name: 'job_outbox_due', properties: ['dueAt', 'id'], where: 'dispatched_at is null and discarded_at is null' },
    {
      name: 'job_outbox_dispatched',
      properties: ['dispatchedAt'],
      where: 'dispatched_at is not null and discarded_at is null',
    },
    { name: 'job_outbox_discarded', properties: ['discardedAt'], where: 'discarded_at is not null' },
  ],
  uniques: [{ name: 'job_outbox_waiting_once', properties: ['name', 'key'], where: 'attempts = 0' }],
  properties: {
    id: p.uuid().primary(),
    name: p.string().length(64),
    data: p.json<object>(),
    key: p.string().length(255).nullable(),
    dueAt: p.datetime(3).defaultRaw('now()'),
    attempts: p.integer().default(0),
    version: p.integer().default(0),
    dispatchedAt: p.datetime(3).nullable(),
    leasedUntil: p.datetime(3).nullable(),
    lastError: p.text().nullable(),
    discardedAt: p.datetime(3).nullable(),
    enqueuedAt: p.datetime(3).defaultRaw('now()'),
  },
});

/** A scheduled task at one of its due times: see `ScheduledRuns`. */
const ScheduledRunSchema = defineEntity({
  name: 'ScheduledRun',
  tableName: 'scheduled_run',
  properties: {
    task: p.string().length(64).primary(),
    dueAt: p.datetime(3).primary(),
    leasedBy: p.string().length(64),
    leasedUntil: p.datetime(3),
    finishedAt: p.datetime(3).nullable(),
    error: p.text().nullable(),
  },
});

/** Of a service that jobs call: see `Outages`. */
const ServiceOutageSchema = defineEntity({
  name: 'ServiceOutage',
  tableName: 'service_outage',
  properties: {
    service: p.string().length(16).primary(),
    startedAt: p.datetime(3),
    /** When the service answered again. */
    endedAt: p.datetime(3).nullable(),
    /** A second attempt failed, and none was answered in between. */
    isConfirmed: p.boolean().default(false),
    /** Until then nothing is attempted, once it is confirmed. */
    nextAttemptAt: p.datetime(3),
    reason: p.text(),
  },
});

export const jobsEntities = [JobLeaseSchema, JobOutboxSchema, ScheduledRunSchema, ServiceOutageSchema];
export type JobsTables = InferKyselyDB<
  typeof JobLeaseSchema | typeof JobOutboxSchema | typeof ScheduledRunSchema | typeof ServiceOutageSchema
>;
