import { createHash } from 'node:crypto';
import { type Settings } from '@daybook/config';
import { canonicalEmail } from '@daybook/contract';
import { type Database, RateLimit } from '@daybook/database';
import { type DomainEvents } from '@daybook/events';
import type { Pool } from 'pg';

/** What a stranger may begin. */
type Beginning = 'carts' | 'checkouts';
type Scope = 'address' | 'all';

const minutes = 60;
const hours = 60 * minutes;
const table = 'shop_attempt';
const maxPerAddress: Record<Beginning, number> = { carts: 20, checkouts: 10 };

/** Its message is a sentence for the shopper. */
export class ShopLimitError extends Error {
  override readonly name = 'ShopLimitError';

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/**
 * What strangers may do in the shop. `network`: an IPv4 address, or the network of an IPv6 address that `toNetwork` gives.
 *
 * - 20 new carts and 10 checkouts in 10 minutes from one network; `CARTS_PER_HOUR` and `CHECKOUTS_PER_HOUR` in all.
 * - Consent to reminders for 3 e-mail addresses a day from one network: whoever gives more gives it for others.
 *
 * The day's first refusal is recorded, so that a person learns of an attack, of a limit that is too low, and of a proxy
 * behind which all visitors seem to have one address.
 */
export class ShopLimits {
  readonly #limits: Record<Beginning, Record<Scope, { max: number; limit: RateLimit }>>;
  readonly #consents: RateLimit;
  readonly #consenting: RateLimit;

  constructor(
    { shopLimits: { cartsPerHour, checkoutsPerHour } }: Settings,
    pool: Pool,
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {
    const limit = (name: string, points: number, seconds: number) =>
      new RateLimit(pool, { table, name, points, seconds, clearsExpired: name === 'consents' });
    const limitsOf = (what: Beginning, maxInAll: number) => ({
      address: { max: maxPerAddress[what], limit: limit(`${what} of`, maxPerAddress[what], 10 * minutes) },
      all: { max: maxInAll, limit: limit(what, maxInAll, hours) },
    });
    this.#limits = { carts: limitsOf('carts', cartsPerHour), checkouts: limitsOf('checkouts', checkoutsPerHour) };
    this.#consents = limit('consents', 3, 24 * hours);
    this.#consenting = limit('consenting', 1, 24 * hours);
  }

  /** Counts a new cart, or a checkout that takes a new payment page. Throws `ShopLimitError`. */
  async consume(what: Beginning, network: string): Promise<void> {
    const sentence = 'Too many orders were started from your internet connection in the last few minutes.';
    await this.consumeOne(what, 'address', { key: network, sentence });
    await this.consumeOne(what, 'all', { key: 'all', sentence: 'The shop is very busy at the moment.' });
  }

  /** Whether a consent to reminders counts. */
  async acceptsConsent(network: string, email: string): Promise<boolean> {
    const pair = `${network}:${createHash('sha256').update(canonicalEmail(email)).digest('hex')}`;
    if (await this.#consenting.has(pair)) return true;
    if (await this.#consents.consume(network)) return false;
    await this.#consenting.restart(pair);
    return true;
  }

  private async consumeOne(what: Beginning, scope: Scope, refusal: { key: string; sentence: string }): Promise<void> {
    const { max, limit } = this.#limits[what][scope];
    const refused = await limit.consume(refusal.key);
    if (!refused) return;
    if (refused.isFirst) {
      const dedupeKey = `shop.limit_reached:${what}:${scope}:${new Date().toISOString().slice(0, 10)}`;
      const data = { limit: what, scope, max };
      await this.database.transaction((tx) => this.events.publish(tx, 'shop.limit_reached', data, { dedupeKey }));
    }
    throw new ShopLimitError(refusal.sentence, refused.retryAfterSeconds);
  }
}
