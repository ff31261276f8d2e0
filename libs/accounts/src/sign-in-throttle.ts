import { createHash } from 'node:crypto';
import { type Database } from '@daybook/database';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './network-address.js';

export interface Attempt {
  /** As `canonicalEmail` spells it. */
  email: string;
  /** Where it comes from: an IP address. */
  address: string;
}

const minutes = 60;
const days = 24 * 60 * minutes;
const table = 'sign_in_attempt';

/**
 * Slows down guessing, in PostgreSQL, so that it holds across processes and restarts. Three bounds, each in 15 minutes:
 *
 * - 5 attempts on one account from one address: nobody who mistypes is kept waiting long, nobody gets far by guessing.
 * - 30 attempts from one address, whichever accounts they are on.
 * - 50 attempts on one account, wherever they come from. One address can only add five to that, so it takes ten to reach it.
 *
 * The last bound is the one somebody could reach to lock the owner out. It therefore does not apply to an address from
 * which that account has signed in during the last 90 days: strangers cannot keep out who was here before, and who signs
 * in from a new place during an attack waits for the quarter of an hour to end, or resets the password at the server.
 *
 * An attempt is counted before its password is looked at, or many sent at once would all be looked at.
 */
export class SignInThrottle {
  readonly #pair: RateLimiterPostgres;
  readonly #address: RateLimiterPostgres;
  readonly #account: RateLimiterPostgres;
  readonly #known: RateLimiterPostgres;

  constructor(
    private readonly database: Database,
    pool: Pool,
  ) {
    const limiter = (keyPrefix: string, points: number, duration: number) =>
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: table,
        tableCreated: true,
        // One of them clears the expired rows of all.
        clearExpiredByTimeout: keyPrefix === 'known',
        keyPrefix,
        points,
        duration,
      });
    this.#pair = limiter('pair', 5, 15 * minutes);
    this.#address = limiter('address', 30, 15 * minutes);
    this.#account = limiter('account', 50, 15 * minutes);
    this.#known = limiter('known', 1, 90 * days);
  }

  /** Counts an attempt. Null: go on; otherwise the seconds to wait, whether or not the password would be right. */
  async count(attempt: Attempt): Promise<number | null> {
    const { account, address, pair } = keysOf(attempt);
    return (
      (await secondsToWait(this.#pair, pair)) ??
      (await secondsToWait(this.#address, address)) ??
      ((await this.#known.get(pair)) ? null : await secondsToWait(this.#account, account))
    );
  }

  /** Takes back what a good attempt counted; the address keeps its earlier failures, or one account would clear the way to others. */
  async succeeded(attempt: Attempt): Promise<void> {
    const { account, address, pair } = keysOf(attempt);
    const known = await this.#known.get(pair);
    await this.#pair.delete(pair);
    await this.#address.reward(address);
    if (!known) await this.#account.reward(account);
    await this.#known.set(pair, 1, 90 * days);
  }

  /**
   * Lets an account be tried again at once, from everywhere: the bound of every address goes, too, for the owner stands at
   * one of them and nothing says at which.
   */
  async forgive(email: string): Promise<void> {
    const account = accountKey(email);
    await sql`
      delete from ${sql.table(table)}
      where key = ${`account:${account}`} or starts_with(key, ${`pair:${account}:`}) or starts_with(key, 'address:')
    `.execute(this.database.sql);
  }
}

async function secondsToWait(limiter: RateLimiterPostgres, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw refusal;
  }
}

function keysOf({ email, address }: Attempt) {
  const account = accountKey(email);
  const network = networkOf(address);
  return { account, address: network, pair: `${account}:${network}` };
}

/** Hashed, because people type passwords into the wrong field, and because a key has room for 255 characters. */
function accountKey(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}
