import { Migration } from '@mikro-orm/migrations';

export class CartsTables extends Migration {
  override up(): void {
    this.addSql(`
      create table cart (
        id uuid primary key,
        email text,
        has_consent boolean not null default false,
        ordered_at timestamptz(3),
        inserted_at timestamptz(3) not null default now()
      )`);
    // the catalogue deletes neither products nor variants: a cart shows that what it holds is gone
    this.addSql(`
      create table cart_item (
        cart_id uuid not null references cart (id) on delete cascade,
        variant_id uuid not null references variant (id),
        position bigint not null generated always as identity,
        product_id uuid not null references product (id),
        slug text not null,
        title text not null,
        variant text not null,
        sku text,
        provider varchar(16) not null,
        provider_product_id varchar(64) not null,
        provider_variant_id varchar(64) not null,
        image_url text,
        unit_price int8 not null check (unit_price >= 0),
        currency char(3) not null,
        quantity int not null check (quantity > 0),
        primary key (cart_id, variant_id)
      )`);
    this.addSql(`
      create table cart_checkout (
        id uuid primary key,
        cart_key text not null,
        cart_id uuid references cart (id) on delete set null,
        session_id text unique,
        session_url text,
        recovered_from text,
        fingerprint varchar(64),
        email text,
        has_consent boolean not null,
        items jsonb,
        state varchar(8) not null default 'open',
        opened_at timestamptz(3) not null,
        expires_at timestamptz(3),
        ended_at timestamptz(3),
        order_id uuid references customer_order (id) on delete set null,
        order_number varchar(64),
        paid_at timestamptz(3),
        paid_amount int8,
        paid_currency char(3),
        constraint cart_checkout_state check (state in ('open', 'ordered', 'expired'))
      )`);
    this.addSql(`create index cart_checkout_by_key on cart_checkout (cart_key)`);
    this.addSql(`create index cart_checkout_of_cart on cart_checkout (cart_id)`);
    this.addSql(`create index cart_checkout_of_order on cart_checkout (order_id)`);
    this.addSql(`
      create table abandoned_cart (
        id uuid primary key,
        cart_key text not null unique,
        session_id text not null,
        email text not null,
        canonical_email text not null default '',
        has_consent boolean not null,
        total int8 not null,
        currency char(3) not null,
        items jsonb,
        recovery_url text,
        recovery_expires_at timestamptz(3),
        unsubscribe_token varchar(64) not null unique,
        abandoned_at timestamptz(3) not null,
        mail_queued_at timestamptz(3),
        email_sent_at timestamptz(3),
        skip_reason varchar(16),
        recovered_at timestamptz(3),
        order_number varchar(64),
        recovered_amount int8,
        recovered_currency char(3),
        is_demo boolean not null default false,
        constraint abandoned_cart_skip_reason check (skip_reason in
          ('unsubscribed', 'bounced', 'too_late', 'no_link', 'ordered', 'reminded_lately', 'failed'))
      )`);
    this.addSql(`create index abandoned_cart_newest on abandoned_cart (abandoned_at desc, id desc)`);
    this.addSql(`
      create index abandoned_cart_without_mail on abandoned_cart (abandoned_at)
        where has_consent and mail_queued_at is null and skip_reason is null and recovered_at is null`);
    this.addSql(
      `create index abandoned_cart_of_address on abandoned_cart (canonical_email) where mail_queued_at is not null`,
    );
    this.addSql(
      `create index abandoned_cart_mailed on abandoned_cart (mail_queued_at) where mail_queued_at is not null`,
    );
    this.addSql(`
      create table shop_attempt (
        key varchar(255) primary key,
        points int not null default 0,
        expire bigint
      )`);
    this.addSql(`
      create table unsubscribed_address (
        address text primary key,
        unsubscribed_at timestamptz(3) not null default now()
      )`);
  }
}
