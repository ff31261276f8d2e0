import { Settings } from '@daybook/config';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { canonicalEmail } from './email-address.js';
import { Passwords } from './passwords.js';
import { SignInThrottle } from './sign-in-throttle.js';
import type { User } from './user.js';

/** What came of an attempt to sign in. `refused` is the same for a wrong password and an unknown account. */
export type SignInResult =
  { outcome: 'verified'; user: User } | { outcome: 'refused' } | { outcome: 'slowed_down'; retryAfterSeconds: number };

/** Nobody has an account with that address. */
export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';
}

@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
    private readonly passwords: Passwords,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * Makes the owner's account while there is none at all, with the address and the password of the settings. `password`
   * is one that had to be made up, for the caller to show: of several processes at once, only the one who made it gets it.
   */
  async ensureOwner(): Promise<{ email: string; password: string | null }> {
    const owner = await firstAccount(this.database.sql);
    if (owner) return { email: owner.email, password: null };

    const email = canonicalEmail(this.settings.owner.email);
    const chosen = this.settings.owner.password;
    const password = chosen ?? this.passwords.makeUp();
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction(async (tx) => {
      await sql`lock table app_user in share row exclusive mode`.execute(tx.sql);
      const quicker = await firstAccount(tx.sql);
      if (quicker) return { email: quicker.email, password: null };
      await sql`
        insert into app_user (id, email, name, password_hash) values (${uuidv7()}, ${email}, 'Owner', ${passwordHash})
      `.execute(tx.sql);
      return { email, password: chosen === undefined ? password : null };
    });
  }

  /** Everybody who may sign in, the oldest account first. */
  async list(): Promise<User[]> {
    const { rows } = await sql<User>`
      select id as "userId", name, email from app_user order by inserted_at, id limit 200`.execute(this.database.sql);
    return rows;
  }

  /** Gives an account a password made up here and ends its sessions. Throws `UnknownAccountError`. */
  async resetPassword(email: string): Promise<string> {
    const password = this.passwords.makeUp();
    const passwordHash = await this.passwords.hash(password);
    await this.database.transaction(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        update app_user set password_hash = ${passwordHash}, updated_at = now()
        where email = ${canonicalEmail(email)} returning id
      `.execute(tx.sql);
      const [account] = rows;
      if (!account) throw new UnknownAccountError(`There is no account with the address ${email}.`);
      await sql`delete from user_session where sess ->> 'userId' = ${account.id}`.execute(tx.sql);
    });
    await this.throttle.forgive(canonicalEmail(email));
    return password;
  }

  /** Judges an attempt to sign in from an IP address, and counts it. */
  async verify(email: string, password: string, address: string): Promise<SignInResult> {
    const attempt = { email: canonicalEmail(email), address };
    const retryAfterSeconds = await this.throttle.count(attempt);
    if (retryAfterSeconds !== null) return { outcome: 'slowed_down', retryAfterSeconds };

    const { rows } = await sql<User & { passwordHash: string }>`
      select id as "userId", name, email, password_hash as "passwordHash" from app_user where email = ${attempt.email}
    `.execute(this.database.sql);
    const [account] = rows;
    const right = await this.passwords.matches(password, account?.passwordHash);
    if (!account || !right) return { outcome: 'refused' };

    await this.throttle.succeeded(attempt);
    return { outcome: 'verified', user: { userId: account.userId, name: account.name, email: account.email } };
  }
}

async function firstAccount(connection: Database['sql']): Promise<{ email: string } | undefined> {
  const { rows } = await sql<{ email: string }>`
    select email from app_user order by inserted_at, id limit 1
  `.execute(connection);
  return rows[0];
}
