import { Migration } from '@mikro-orm/migrations';

export class MailTables extends Migration {
  override up(): void {
    this.addSql(`
      create table mail_message (
        id uuid primary key,
        kind varchar(16) not null,
        order_id uuid references customer_order (id) on delete set null,
        abandoned_cart_id uuid references abandoned_cart (id) on delete set null,
        to_address text not null,
        canonical_to text not null default '',
        subject text,
        details jsonb not null default '{}',
        idempotency_key text,
        state varchar(8) not null default 'queued',
        attempts int not null default 0,
        last_error text,
        message_id varchar(255),
        requested_by varchar(200),
        queued_at timestamptz(3) not null default now(),
        sent_at timestamptz(3),
        bounced_at timestamptz(3),
        uncertain_since timestamptz(3),
        waiting_since timestamptz(3),
        constraint mail_message_kind check (kind in ('confirmation', 'shipping', 'cancellation', 'refund', 'recovery')),
        constraint mail_message_state check (state in ('queued', 'sent', 'failed', 'bounced')),
        constraint mail_message_idempotency_key unique (idempotency_key)
      )`);
    this.addSql(`create index mail_message_order on mail_message (order_id, kind, queued_at)`);
    this.addSql(`create index mail_message_abandoned_cart on mail_message (abandoned_cart_id)`);
    this.addSql(`create index mail_message_by_message_id on mail_message (message_id) where message_id is not null`);
    this.addSql(`create index mail_message_waiting on mail_message (waiting_since) where waiting_since is not null`);
    this.addSql(`create index mail_message_to on mail_message (canonical_to, queued_at desc)`);
    this.addSql(`
      create table reminder_suppression (
        address text primary key,
        cause varchar(16) not null check (cause in ('undeliverable', 'complaint')),
        source varchar(16) not null,
        reported_at timestamptz(3) not null,
        inserted_at timestamptz(3) not null default now()
      )`);
  }
}
