import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

export interface RateLimitOptions {
  /** With the columns `key`, `points` and `expire`. */
  table: string;
  /** What is limited: its keys in the table begin with it. */
  name: string;
  points: number;
  seconds: number;
  /** Clears expired rows from the table, those of other limits too: one limit of each table does. */
  clearsExpired?: boolean;
}

/** `isFirst`: no attempt before this one was refused in this period. */
export interface RateLimited {
  retryAfterSeconds: number;
  isFirst: boolean;
}

/** At most so many attempts in a period for each key: counted in PostgreSQL, so it holds across processes and restarts. */
export class RateLimit {
  readonly #limiter: RateLimiterPostgres;

  constructor(
    pool: Pool,
    private readonly options: RateLimitOptions,
  ) {
    const { table, name, points, seconds, clearsExpired = false } = options;
    this.#limiter = new RateLimiterPostgres({
      ...{ storeClient: pool, storeType: 'pool', tableName: table, tableCreated: true },
      ...{ keyPrefix: name, points, duration: seconds, clearExpiredByTimeout: clearsExpired },
    });
  }

  /** Counts an attempt. Null when it may proceed. */
  async consume(key: string): Promise<RateLimited | null> {
    try {
      await this.#limiter.consume(key);
      return null;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return {
        retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1_000)),
        isFirst: error.consumedPoints === this.options.points + 1,
      };
    }
  }

  /** Whether an attempt was counted in the current period. */
  async has(key: string): Promise<boolean> {
    return (await this.#limiter.get(key)) !== null;
  }

  /** Takes an attempt back. */
  async reward(key: string): Promise<void> {
    await this.#limiter.reward(key);
  }

  async delete(key: string): Promise<void> {
    await this.#limiter.delete(key);
  }

  /** Begins a new period with one attempt. */
  async restart(key: string): Promise<void> {
    await this.#limiter.set(key, 1, this.options.seconds);
  }
}
