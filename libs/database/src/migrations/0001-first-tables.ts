import { Migration } from '@mikro-orm/migrations';

export class FirstTables extends Migration {
  override up(): void {
    this.addSql(`create extension if not exists pg_trgm`);

    this.addSql(`
      create table app_secret (
        name text primary key,
        value text not null,
        inserted_at timestamptz(3) not null default now()
      )`);

    this.addSql(`
      create table app_user (
        id uuid primary key,
        email varchar(320) not null unique check (email = lower(email)),
        name varchar(200) not null,
        password_hash text not null,
        inserted_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      )`);

    this.addSql(`
      create table user_session (
        sid varchar not null primary key,
        sess jsonb not null,
        expire timestamptz(3) not null
      )`);
    this.addSql(`create index user_session_expire on user_session (expire)`);

    this.addSql(`
      create table sign_in_attempt (
        key varchar(255) primary key,
        points int not null default 0,
        expire bigint
      )`);

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
        received_at timestamptz(3) not null default now(),
        processed_at timestamptz(3),
        constraint webhook_event_once unique (source, event_id),
        constraint webhook_event_state check (state in ('pending', 'processed', 'not_needed', 'failed'))
      )`);
    this.addSql(`create index webhook_event_due on webhook_event (next_attempt_at) where state = 'pending'`);
    this.addSql(`create index webhook_event_received on webhook_event (received_at desc, id desc)`);

    this.addSql(`create table order_number_counter (day date primary key, last int not null)`);

    this.addSql(`
      create table customer_order (
        id uuid primary key,
        number varchar(32) not null unique,
        status varchar(24) not null,
        currency char(3) not null,
        total int8 not null,
        shipping int8 not null default 0,
        customer_name text not null,
        customer_email text not null,
        shipping_address jsonb,
        checkout_session_id varchar(255) not null unique,
        payment_intent_id varchar(255),
        lines_fetched_at timestamptz(3),
        fulfilment_error text,
        placed_at timestamptz(3) not null,
        paid_at timestamptz(3),
        inserted_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        constraint customer_order_status check (status in
          ('awaiting_payment', 'paid', 'submitted', 'in_production', 'partially_shipped', 'shipped', 'delivered', 'cancelled'))
      )`);
    this.addSql(`create index customer_order_placed on customer_order (placed_at desc, id desc)`);
    this.addSql(`create index customer_order_by_status on customer_order (status, placed_at desc, id desc)`);
    this.addSql(
      `create index customer_order_words on customer_order using gin ((number || ' ' || customer_name || ' ' || customer_email) gin_trgm_ops)`,
    );

    this.addSql(`
      create table order_line (
        id uuid primary key,
        order_id uuid not null references customer_order (id) on delete cascade,
        position int not null,
        title text not null,
        variant text,
        sku text,
        provider varchar(16),
        product_id text,
        variant_id text,
        quantity int not null check (quantity > 0),
        unit_price int8 not null,
        constraint order_line_position unique (order_id, position)
      )`);

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
      create index activity_log_attention on activity_log (occurred_at desc, id desc)
        where resolved_at is null and level in ('warning', 'error')`);
    this.addSql(`
      create index activity_log_level on activity_log (level, occurred_at desc, id desc) where level <> 'info'`);
    this.addSql(`create index activity_log_type on activity_log (event_type, occurred_at desc, id desc)`);
    this.addSql(`create index activity_log_words on activity_log using gin (message gin_trgm_ops)`);
    this.addSql(`create index activity_log_heard on activity_log using brin (inserted_at) with (pages_per_range = 32)`);

    this.addSql(`create table metric_counter (name varchar(64) primary key, value int8 not null)`);

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
