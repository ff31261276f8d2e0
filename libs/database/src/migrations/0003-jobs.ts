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
        tries int not null default 0,
        turn int not null default 0,
        handed_over_at timestamptz(3),
        leased_until timestamptz(3),
        last_error text,
        given_up_at timestamptz(3),
        inserted_at timestamptz(3) not null default now()
      )`);
    this.addSql(`create unique index job_outbox_waiting_once on job_outbox (name, key) where tries = 0`);
    this.addSql(`
      create index job_outbox_to_hand_over on job_outbox (due_at, id)
        where handed_over_at is null and given_up_at is null`);
    this.addSql(`
      create index job_outbox_handed_over on job_outbox (handed_over_at)
        where handed_over_at is not null and given_up_at is null`);
    this.addSql(`create index job_outbox_given_up on job_outbox (given_up_at) where given_up_at is not null`);
    this.addSql(`
      create table clock_run (
        clock varchar(64) not null,
        due_at timestamptz(3) not null,
        held_by varchar(64) not null,
        lease_until timestamptz(3) not null,
        finished_at timestamptz(3),
        error text,
        primary key (clock, due_at)
      )`);
  }
}
