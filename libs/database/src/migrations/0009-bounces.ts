import { Migration } from '@mikro-orm/migrations';

export class Bounces extends Migration {
  override up(): void {
    this.addSql(`
      alter table mail_message
        add column subject text,
        add column bounced_at timestamptz(3),
        drop constraint mail_message_state,
        add constraint mail_message_state check (state in ('asked', 'sent', 'failed', 'bounced'))`);
    this.addSql(`create index mail_message_to on mail_message (lower(to_address), asked_at desc)`);
    this.addSql(`
      create table bounced_address (
        address text primary key,
        cause varchar(16) not null check (cause in ('undeliverable', 'complaint')),
        source varchar(16) not null,
        bounced_at timestamptz(3) not null,
        inserted_at timestamptz(3) not null default now()
      )`);
    this.addSql(`
      alter table webhook_registration
        alter column url drop not null,
        alter column secret drop not null,
        alter column registered_at drop not null,
        add column failed_at timestamptz(3),
        add column failure text`);
    this.addSql(`create index webhook_event_of_source on webhook_event (source, received_at desc, id desc)`);
  }
}
