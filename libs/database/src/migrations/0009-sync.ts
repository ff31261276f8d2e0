import { Migration } from '@mikro-orm/migrations';

export class SyncTables extends Migration {
  override up(): void {
    this.addSql(`
      create table sync_run (
        id uuid primary key,
        provider varchar(16) not null,
        requested_by varchar(200),
        outcome varchar(16) not null default 'running',
        started_at timestamptz(3) not null,
        finished_at timestamptz(3),
        done int not null default 0,
        total int not null default 0,
        added int not null default 0,
        updated int not null default 0,
        unchanged int not null default 0,
        hidden int not null default 0,
        error text,
        pass int not null default 1,
        cursor text,
        listed_totals jsonb not null default '[]',
        constraint sync_run_outcome check (outcome in ('running', 'completed', 'failed'))
      )`);
    this.addSql(`
      alter table product add constraint product_last_sync_run_id_fkey
        foreign key (last_sync_run_id) references sync_run (id) on delete set null`);
    this.addSql(`create unique index sync_run_one_at_once on sync_run (provider) where outcome = 'running'`);
    this.addSql(`create index sync_run_newest on sync_run (started_at desc, id desc)`);
  }
}
