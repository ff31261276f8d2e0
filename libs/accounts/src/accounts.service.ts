import { canonicalEmail } from '@daybook/contract';
import { Settings } from '@daybook/config';
import { Database, now } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { AccountsTables } from './account.entities.js';
import { Passwords } from './passwords.js';
import { SignInThrottle } from './sign-in-throttle.js';

/** What a session holds about its user, so that a signed-in request needs no query for the account. */
export interface User {
  userId: string;
  name: string;
  email: string;
}

/** `refused` covers a wrong password and an unknown account alike. */
export type AuthenticationResult =
  | { outcome: 'authenticated'; user: User }
  | { outcome: 'refused' }
  | { outcome: 'rate_limited'; retryAfterSeconds: number };

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
   * Creates the owner's account when there is no account at all, with the address and password from the settings. Returns
   * a generated password for the caller to show, and only to the process that created the account.
   */
  async ensureOwner(): Promise<{ email: string; password: string | null }> {
    const owner = await findFirstAccount(this.database.kysely());
    if (owner) return { email: owner.email, password: null };

    const email = canonicalEmail(this.settings.owner.email);
    const configured = this.settings.owner.password;
    const password = configured ?? this.passwords.generate();
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction(async (tx) => {
      await tx.lock('first account');
      const existing = await findFirstAccount(tx.kysely());
      if (existing) return { email: existing.email, password: null };
      const account = { id: uuidv7(), email, name: 'Owner', password_hash: passwordHash };
      await tx.kysely<AccountsTables>().insertInto('app_user').values(account).execute();
      return { email, password: configured === undefined ? password : null };
    });
  }

  /** Oldest account first. */
  async list(): Promise<User[]> {
    return this.database
      .kysely<AccountsTables>()
      .selectFrom('app_user')
      .select(['id as userId', 'name', 'email'])
      .orderBy('inserted_at')
      .orderBy('id')
      .limit(200)
      .execute();
  }

  /** Generates a new password for an account and ends its sessions. Throws `UnknownAccountError`. */
  async resetPassword(email: string): Promise<string> {
    const password = this.passwords.generate();
    const passwordHash = await this.passwords.hash(password);
    await this.database.transaction(async (tx) => {
      const db = tx.kysely<AccountsTables>();
      const account = await db
        .updateTable('app_user')
        .set({ password_hash: passwordHash, updated_at: now() })
        .where('email', '=', canonicalEmail(email))
        .returning('id')
        .executeTakeFirst();
      if (!account) throw new UnknownAccountError(`There is no account with the address ${email}.`);
      await db
        .deleteFrom('user_session')
        .where((eb) => eb(eb.ref('sess', '->>').key('userId'), '=', account.id))
        .execute();
    });
    await this.throttle.unlock(canonicalEmail(email));
    return password;
  }

  /** Checks the password of an account. Each call counts as an attempt from that IP address. */
  async authenticate(email: string, password: string, ipAddress: string): Promise<AuthenticationResult> {
    const attempt = { email: canonicalEmail(email), ipAddress };
    const retryAfterSeconds = await this.throttle.consume(attempt);
    if (retryAfterSeconds !== null) return { outcome: 'rate_limited', retryAfterSeconds };

    const account = await this.database
      .kysely<AccountsTables>()
      .selectFrom('app_user')
      .select(['id as userId', 'name', 'email', 'password_hash as passwordHash'])
      .where('email', '=', attempt.email)
      .executeTakeFirst();
    const isCorrect = await this.passwords.verify(password, account?.passwordHash);
    if (!account || !isCorrect) return { outcome: 'refused' };

    await this.throttle.recordSuccess(attempt);
    return { outcome: 'authenticated', user: { userId: account.userId, name: account.name, email: account.email } };
  }
}

const findFirstAccount = (db: Kysely<AccountsTables>) =>
  db.selectFrom('app_user').select('email').orderBy('inserted_at').orderBy('id').limit(1).executeTakeFirst();
