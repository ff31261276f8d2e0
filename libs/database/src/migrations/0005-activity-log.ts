import { Migration } from '@mikro-orm/migrations';

export class ActivityLogTables extends Migration {
  override up(): void {
    this.addSql(`
      create table activity_log (
        id uuid primary key,
        event_type varchar(64) not null,
        level varchar(8) not null check (level in ('info', 'warning', 'error')),
        order_id uuid references customer_order (id) on delete set null,
        payload jsonb not null default '{}',
        message varchar(2000) not null,
        actor varchar(200),
        dedupe_key varchar(255),
        cause varchar(255),
        began_at timestamptz(3),
        last_at timestamptz(3),
        assigned_to varchar(200),
        snoozed_until timestamptz(3),
        resolved_at timestamptz(3),
        resolved_by jsonb,
        occurred_at timestamptz(3) not null,
        inserted_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      )`);
    this.addSql(`create unique index activity_log_dedupe on activity_log (dedupe_key) where dedupe_key is not null`);
    this.addSql(`create index activity_log_feed on activity_log (occurred_at desc, id desc)`);
    this.addSql(
      `create index activity_log_order on activity_log (order_id, occurred_at, id) where order_id is not null`,
    );
    this.addSql(`
      create index activity_log_attention on activity_log (occurred_at desc, id desc) include (snoozed_until)
        where resolved_at is null and level in ('warning', 'error')`);
    this.addSql(`
      create index activity_log_order_attention on activity_log (order_id, occurred_at desc, id desc) include (snoozed_until)
        where order_id is not null and resolved_at is null and level in ('warning', 'error')`);
    this.addSql(`
      create index activity_log_cause on activity_log (cause, occurred_at desc, id desc)
        include (order_id, began_at, last_at, assigned_to, snoozed_until) where resolved_at is null and level in ('warning', 'error')`);
    this.addSql(`
      create index activity_log_snoozed_cause on activity_log (cause)
        where resolved_at is null and level in ('warning', 'error') and snoozed_until = 'infinity'`);
    this.addSql(`
      create index activity_log_level on activity_log (level, occurred_at desc, id desc) where level <> 'info'`);
    this.addSql(`create index activity_log_type on activity_log (event_type, occurred_at desc, id desc)`);
    this.addSql(`create index activity_log_search on activity_log using gin (message gin_trgm_ops)`);
    this.addSql(
      `create index activity_log_inserted on activity_log using brin (inserted_at) with (pages_per_range = 32)`,
    );
    this.addSql(`create table metric_counter (name varchar(64) primary key, value int8 not null)`);
  }
}
