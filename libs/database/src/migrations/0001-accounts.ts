import { Migration } from '@mikro-orm/migrations';

export class AccountsTables extends Migration {
  override up(): void {
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
      create table app_secret (
        name text primary key,
        value text not null,
        inserted_at timestamptz(3) not null default now()
      )`);
  }
}
