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
        subject text,
        about jsonb not null default '{}',
        once text,
        state varchar(8) not null default 'asked',
        attempts int not null default 0,
        last_error text,
        message_id varchar(255),
        asked_by varchar(200),
        asked_at timestamptz(3) not null default now(),
        sent_at timestamptz(3),
        bounced_at timestamptz(3),
        constraint mail_message_kind check (kind in ('confirmation', 'shipping', 'recovery')),
        constraint mail_message_state check (state in ('asked', 'sent', 'failed', 'bounced')),
        constraint mail_message_once unique (once)
      )`);
    this.addSql(`create index mail_message_order on mail_message (order_id, kind, asked_at)`);
    this.addSql(`create index mail_message_by_message_id on mail_message (message_id) where message_id is not null`);
    this.addSql(`create index mail_message_to on mail_message (lower(to_address), asked_at desc)`);
    this.addSql(`
      create table bounced_address (
        address text primary key,
        cause varchar(16) not null check (cause in ('undeliverable', 'complaint')),
        source varchar(16) not null,
        bounced_at timestamptz(3) not null,
        inserted_at timestamptz(3) not null default now()
      )`);
    // no foreign key: a mail's row is locked while it is sent, and this row is written meanwhile
    this.addSql(`create table mail_handover (mail_id uuid primary key, at timestamptz(3) not null)`);
  }
}
