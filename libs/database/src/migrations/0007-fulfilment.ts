import { Migration } from '@mikro-orm/migrations';

export class FulfilmentTables extends Migration {
  override up(): void {
    this.addSql(`
      create table fulfilment (
        id uuid primary key,
        order_id uuid not null references customer_order (id) on delete cascade,
        provider varchar(16) not null,
        external_id varchar(32) not null,
        provider_order_id varchar(255),
        status varchar(24) not null default 'pending',
        submission_round int not null default 1,
        submission_attempts int not null default 0,
        first_attempted_at timestamptz(3),
        last_error text,
        waiting_since timestamptz(3),
        submitted_at timestamptz(3),
        production_at timestamptz(3),
        all_shipped_at timestamptz(3),
        delivered_at timestamptz(3),
        cancelled_at timestamptz(3),
        cancel_requested_at timestamptz(3),
        cancel_requested_by varchar(200),
        cancel_notice varchar(16) check (cancel_notice in ('alone', 'with_refund')),
        parcel_contents jsonb not null default '{}',
        polled_at timestamptz(3),
        issue varchar(16) check (issue in ('on_hold', 'problem')),
        issue_at timestamptz(3),
        last_healthy_at timestamptz(3),
        parcels_listed_at timestamptz(3),
        parcel_times jsonb not null default '{}',
        inserted_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        constraint fulfilment_once unique (order_id, provider),
        constraint fulfilment_at_provider unique (provider, provider_order_id),
        constraint fulfilment_status check (status in
          ('pending', 'submitted', 'in_production', 'partially_shipped', 'shipped', 'delivered', 'cancelled'))
      )`);
    this.addSql(`
      create index fulfilment_open on fulfilment (provider, polled_at nulls first, id)
        where provider_order_id is not null and status not in ('delivered', 'cancelled')`);
    this.addSql(`create index fulfilment_waiting on fulfilment (provider) where waiting_since is not null`);
    this.addSql(`
      create table shipment (
        id uuid primary key,
        fulfilment_id uuid not null references fulfilment (id) on delete cascade,
        key varchar(128) not null,
        later_keys text[] not null default '{}',
        carrier text,
        tracking_number text,
        tracking_url text,
        shipped_at timestamptz(3),
        delivered_at timestamptz(3),
        returned_at timestamptz(3),
        inserted_at timestamptz(3) not null default now(),
        constraint shipment_once unique (fulfilment_id, key)
      )`);
  }
}
