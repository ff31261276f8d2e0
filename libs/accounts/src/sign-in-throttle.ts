import { createHash } from 'node:crypto';
import { type Database } from '@daybook/database';
import ipaddr from 'ipaddr.js';
import type { SqlBool } from 'kysely';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { AccountsTables } from './account.entities.js';

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
  readonly #pair: RateLimiterPostgres;
  readonly #network: RateLimiterPostgres;
  readonly #account: RateLimiterPostgres;
  readonly #trusted: RateLimiterPostgres;

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
        // One limiter clears the expired rows of all.
        clearExpiredByTimeout: keyPrefix === 'trusted',
        keyPrefix,
        points,
        duration,
      });
    this.#pair = limiter('pair', 5, 15 * minutes);
    this.#network = limiter('network', 30, 15 * minutes);
    this.#account = limiter('account', 50, 15 * minutes);
    this.#trusted = limiter('trusted', 1, 90 * days);
  }

  /** Counts an attempt. Returns null when it may proceed, otherwise the seconds to wait, whatever the password. */
  async consume(attempt: SignInAttempt): Promise<number | null> {
    const { account, network, pair } = toThrottleKeys(attempt);
    return (
      (await consumePoint(this.#pair, pair)) ??
      (await consumePoint(this.#network, network)) ??
      ((await this.#trusted.get(pair)) ? null : await consumePoint(this.#account, account))
    );
  }

  /** Takes a successful attempt back. The address keeps its failures: otherwise one account would unlock all the others. */
  async recordSuccess(attempt: SignInAttempt): Promise<void> {
    const { account, network, pair } = toThrottleKeys(attempt);
    const isTrusted = await this.#trusted.get(pair);
    await this.#pair.delete(pair);
    await this.#network.reward(network);
    if (!isTrusted) await this.#account.reward(account);
    await this.#trusted.set(pair, 1, 90 * days);
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

async function consumePoint(limiter: RateLimiterPostgres, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw error;
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

/** An IPv4 address, or the /64 network of an IPv6 address, which a single household is given. */
function toNetwork(ipAddress: string): string {
  if (!ipaddr.isValid(ipAddress)) return ipAddress;
  const parsed = ipaddr.process(ipAddress);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const [withoutZone = ipAddress] = parsed.toNormalizedString().split('%');
  return ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone}/64`).toString();
}
