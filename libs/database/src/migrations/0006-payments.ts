import { Migration } from '@mikro-orm/migrations';

export class PaymentsTables extends Migration {
  override up(): void {
    this.addSql(`
      create table refund (
        id uuid primary key,
        order_id uuid not null references customer_order (id) on delete cascade,
        stripe_id varchar(255) unique,
        amount int8 not null check (amount > 0),
        currency char(3) not null,
        order_amount int8,
        state varchar(16) not null check (state in ('held', 'pending', 'refunded', 'failed')),
        requested_by varchar(200),
        requested_at timestamptz(3),
        notice varchar(16) check (notice in ('refund', 'cancellation')),
        refunded_at timestamptz(3),
        inserted_at timestamptz(3) not null default now()
      )`);
    this.addSql(`create index refund_of_order on refund (order_id)`);
  }
}
