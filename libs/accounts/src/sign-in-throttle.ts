import { createHash } from 'node:crypto';
import { RateLimit, type Database } from '@daybook/database';
import type { SqlBool } from 'kysely';
import type { Pool } from 'pg';
import type { AccountsTables } from './account.entities.js';
import { toNetwork } from './to-network.js';

export interface SignInAttempt {
  /** As `canonicalEmail` spells it. */
  email: string;
  ipAddress: string;
}

const minutes = 60;
const days = 24 * 60 * minutes;
const table = 'sign_in_attempt';

/**
 * Slows down guessing, in PostgreSQL, so that it holds across processes and restarts. Three limits, each per 15 minutes:
 *
 * - 5 attempts on one account from one address: a typing error costs little, and guessing gets nowhere.
 * - 30 attempts from one address, on any accounts.
 * - 50 attempts on one account, from any addresses. One address adds at most five, so it takes ten to reach it.
 *
 * Somebody could reach the last limit on purpose to lock the owner out. It therefore does not apply to an address from
 * which the account has signed in during the last 90 days. Whoever signs in from a new address during an attack waits for
 * the quarter of an hour to end, or resets the password on the server.
 *
 * An attempt counts before its password is checked: otherwise many sent at once would all be checked.
 */
export class SignInThrottle {
  readonly #pair: RateLimit;
  readonly #network: RateLimit;
  readonly #account: RateLimit;
  readonly #trusted: RateLimit;

  constructor(
    private readonly database: Database,
    pool: Pool,
  ) {
    const limit = (name: string, points: number, seconds: number) =>
      new RateLimit(pool, { table, name, points, seconds, clearsExpired: name === 'trusted' });
    this.#pair = limit('pair', 5, 15 * minutes);
    this.#network = limit('network', 30, 15 * minutes);
    this.#account = limit('account', 50, 15 * minutes);
    this.#trusted = limit('trusted', 1, 90 * days);
  }

  /** Counts an attempt. Returns null when it may proceed, otherwise the seconds to wait, whatever the password. */
  async consume(attempt: SignInAttempt): Promise<number | null> {
    const { account, network, pair } = toThrottleKeys(attempt);
    const refused =
      (await this.#pair.consume(pair)) ??
      (await this.#network.consume(network)) ??
      ((await this.#trusted.has(pair)) ? null : await this.#account.consume(account));
    return refused?.retryAfterSeconds ?? null;
  }

  /** Takes a successful attempt back. The address keeps its failures: otherwise one account would unlock all the others. */
  async recordSuccess(attempt: SignInAttempt): Promise<void> {
    const { account, network, pair } = toThrottleKeys(attempt);
    const isTrusted = await this.#trusted.has(pair);
    await this.#pair.delete(pair);
    await this.#network.reward(network);
    if (!isTrusted) await this.#account.reward(account);
    await this.#trusted.restart(pair);
  }

  /** Lets an account sign in at once from anywhere. Also resets every address, because it is unknown which is the owner's. */
  async unlock(email: string): Promise<void> {
    const account = hashEmail(email);
    await this.database
      .kysely<AccountsTables>()
      .deleteFrom(table)
      .where((eb) => {
        const startsWith = (prefix: string) => eb.fn<SqlBool>('starts_with', ['key', eb.val(prefix)]);
        return eb.or([eb('key', '=', `account:${account}`), startsWith(`pair:${account}:`), startsWith('network:')]);
      })
      .execute();
  }
}

function toThrottleKeys({ email, ipAddress }: SignInAttempt) {
  const account = hashEmail(email);
  const network = toNetwork(ipAddress);
  return { account, network, pair: `${account}:${network}` };
}

/** Hashed because people type passwords into the wrong field, and because a key holds 255 characters. */
function hashEmail(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}
