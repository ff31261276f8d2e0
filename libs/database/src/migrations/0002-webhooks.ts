import { Migration } from '@mikro-orm/migrations';

export class WebhooksTables extends Migration {
  override up(): void {
    this.addSql(`
      create table webhook_event (
        id uuid primary key,
        source varchar(16) not null,
        event_id varchar(255) not null,
        type varchar(255) not null,
        occurred_at timestamptz(3) not null,
        body bytea not null,
        state varchar(16) not null default 'pending',
        attempts int not null default 0,
        next_attempt_at timestamptz(3) not null default now(),
        last_error text,
        replayed_by varchar(200),
        waits_for varchar(255),
        received_at timestamptz(3) not null default now(),
        processed_at timestamptz(3),
        constraint webhook_event_once unique (source, event_id),
        constraint webhook_event_state check (state in ('pending', 'processed', 'ignored', 'failed'))
      )`);
    this.addSql(`create index webhook_event_due on webhook_event (next_attempt_at) where state = 'pending'`);
    this.addSql(`
      create index webhook_event_failed on webhook_event (received_at desc, id desc) where state = 'failed'`);
    this.addSql(`create index webhook_event_waiting on webhook_event (waits_for) where waits_for is not null`);
    this.addSql(`create index webhook_event_received on webhook_event (received_at desc, id desc)`);
    this.addSql(`create index webhook_event_of_source on webhook_event (source, received_at desc, id desc)`);
    this.addSql(`
      create table webhook_registration (
        source varchar(16) primary key,
        url text,
        secret text,
        fingerprint text,
        former_secret text,
        registered_at timestamptz(3),
        expires_at timestamptz(3),
        failed_at timestamptz(3),
        failure text
      )`);
  }
}
