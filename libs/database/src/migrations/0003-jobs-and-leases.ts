import { Migration } from '@mikro-orm/migrations';

export class JobsTables extends Migration {
  override up(): void {
    this.addSql(`
      create table job_outbox (
        id uuid primary key,
        name varchar(64) not null,
        data jsonb not null,
        key varchar(255),
        due_at timestamptz(3) not null default now(),
        attempts int not null default 0,
        version int not null default 0,
        dispatched_at timestamptz(3),
        leased_until timestamptz(3),
        last_error text,
        discarded_at timestamptz(3),
        enqueued_at timestamptz(3) not null default now()
      )`);
    this.addSql(`create unique index job_outbox_waiting_once on job_outbox (name, key) where attempts = 0`);
    this.addSql(`
      create index job_outbox_due on job_outbox (due_at, id)
        where dispatched_at is null and discarded_at is null`);
    this.addSql(`
      create index job_outbox_dispatched on job_outbox (dispatched_at)
        where dispatched_at is not null and discarded_at is null`);
    this.addSql(`create index job_outbox_discarded on job_outbox (discarded_at) where discarded_at is not null`);
    this.addSql(`
      create table job_lease (
        resource varchar(255) primary key,
        token uuid not null,
        leased_until timestamptz(3) not null
      )`);
    this.addSql(`
      create table service_outage (
        service varchar(16) primary key,
        started_at timestamptz(3) not null,
        ended_at timestamptz(3),
        is_confirmed boolean not null default false,
        next_attempt_at timestamptz(3) not null,
        reason text not null
      )`);
    this.addSql(`
      create table scheduled_run (
        task varchar(64) not null,
        due_at timestamptz(3) not null,
        leased_by varchar(64) not null,
        leased_until timestamptz(3) not null,
        finished_at timestamptz(3),
        error text,
        primary key (task, due_at)
      )`);
  }
}
