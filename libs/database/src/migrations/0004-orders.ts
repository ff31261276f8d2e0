import { Migration } from '@mikro-orm/migrations';

export class OrdersTables extends Migration {
  override up(): void {
    this.addSql(`create extension if not exists pg_trgm`);
    this.addSql(`create sequence order_number`);
    this.addSql(`create table order_number_day (day date primary key, starts_after int8 not null)`);
    this.addSql(`
      create table customer_order (
        id uuid primary key,
        number varchar(32) not null unique,
        status varchar(24) not null,
        currency char(3) not null,
        total int8 not null,
        subtotal int8,
        discount int8 not null default 0,
        shipping int8 not null default 0,
        tax int8 not null default 0,
        customer_name text not null,
        customer_email text not null,
        canonical_email text not null default '',
        shipping_address jsonb,
        checkout_session_id varchar(255) not null unique,
        payment_intent_id varchar(255),
        charge_id varchar(255),
        presentment_total int8,
        presentment_currency char(3),
        payment_review varchar(16) check (payment_review in ('open', 'approved', 'not_approved')),
        payment_review_at timestamptz(3),
        lines_fetched_at timestamptz(3),
        fulfilment_error text,
        submission_overdue_at timestamptz(3),
        shipping_overdue_at timestamptz(3),
        placed_at timestamptz(3) not null,
        paid_at timestamptz(3),
        is_demo boolean not null default false,
        inserted_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        constraint customer_order_status check (status in
          ('awaiting_payment', 'paid', 'submitted', 'in_production', 'partially_shipped', 'shipped', 'delivered', 'cancelled'))
      )`);
    this.addSql(`create index customer_order_placed on customer_order (placed_at desc, id desc)`);
    this.addSql(`create index customer_order_by_status on customer_order (status, placed_at desc, id desc)`);
    this.addSql(
      `create index customer_order_search on customer_order using gin ((number || ' ' || customer_name || ' ' || customer_email) gin_trgm_ops)`,
    );
    this.addSql(`create index customer_order_of_address on customer_order (canonical_email, placed_at)`);
    this.addSql(`create index customer_order_payment_intent on customer_order (payment_intent_id)`);
    this.addSql(`create index customer_order_charge on customer_order (charge_id)`);
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
  }
}
