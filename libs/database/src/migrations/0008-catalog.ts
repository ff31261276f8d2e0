import { Migration } from '@mikro-orm/migrations';

export class CatalogTables extends Migration {
  override up(): void {
    this.addSql(`
      create table product (
        id uuid primary key,
        provider varchar(16) not null,
        provider_product_id varchar(64) not null,
        slug varchar(120) not null unique,
        title text not null,
        description text not null default '',
        images jsonb not null default '[]',
        tags text[] not null default '{}',
        is_offered boolean not null default true,
        is_hidden boolean not null default false,
        fingerprint varchar(64) not null,
        refused_at timestamptz(3),
        last_sync_run_id uuid,
        synced_at timestamptz(3) not null,
        changed_at timestamptz(3) not null,
        inserted_at timestamptz(3) not null default now(),
        constraint product_once unique (provider, provider_product_id)
      )`);
    this.addSql(`create index product_by_title on product (title, id)`);
    this.addSql(`create index product_newest on product (inserted_at desc, id desc)`);
    this.addSql(`
      create table variant (
        id uuid primary key,
        product_id uuid not null references product (id) on delete cascade,
        provider_variant_id varchar(64) not null,
        position int not null,
        title text not null,
        sku text,
        price int8 not null check (price >= 0),
        currency char(3) not null,
        is_available boolean not null,
        removed_at timestamptz(3),
        constraint variant_once unique (product_id, provider_variant_id)
      )`);
    // the first row of a product is its cheapest variant that can be bought
    this.addSql(`create index variant_cheapest on variant (product_id, is_available desc, price)
        where removed_at is null`);
    this.addSql(`
      create table collection (
        id uuid primary key,
        tag text not null unique,
        slug varchar(120) not null unique,
        name text not null,
        position int not null,
        is_hidden boolean not null default false,
        changed_at timestamptz(3) not null,
        inserted_at timestamptz(3) not null default now()
      )`);
    this.addSql(`
      create table collection_product (
        collection_id uuid not null references collection (id) on delete cascade,
        product_id uuid not null references product (id) on delete cascade,
        primary key (collection_id, product_id)
      )`);
    this.addSql(`create index collection_product_of_product on collection_product (product_id)`);
  }
}
