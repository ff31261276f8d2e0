import { Migration } from '@mikro-orm/migrations';

export class Mail extends Migration {
  override up(): void {
    this.addSql(`
      create table mail_message (
        id uuid primary key,
        kind varchar(16) not null,
        order_id uuid references customer_order (id) on delete set null,
        to_address text not null,
        about jsonb not null default '{}',
        once text,
        state varchar(8) not null default 'asked',
        attempts int not null default 0,
        last_error text,
        message_id varchar(255),
        asked_by varchar(200),
        asked_at timestamptz(3) not null default now(),
        sent_at timestamptz(3),
        constraint mail_message_kind check (kind in ('confirmation', 'shipping', 'recovery')),
        constraint mail_message_state check (state in ('asked', 'sent', 'failed')),
        constraint mail_message_once unique (once)
      )`);
    this.addSql(`create index mail_message_order on mail_message (order_id, kind, asked_at)`);
    this.addSql(`create index mail_message_by_message_id on mail_message (message_id) where message_id is not null`);
  }
}
