import { Database, isDatabaseUnavailable } from '@daybook/database';
import type { WebhookSourceName } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import type { QueryConfig } from 'pg';
import { v7 as uuidv7 } from 'uuid';

interface NewWebhook {
  source: WebhookSourceName;
  eventId: string;
  type: string;
  occurredAt: Date;
  body: Buffer;
}

interface Pending {
  webhook: NewWebhook;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Larger batches gain nothing and delay the first webhook. */
const maxBatchSize = 100;

/** After this the database counts as unavailable, and the sender gets a 503 so that it retries. */
const queryTimeoutMs = 5_000;

// Raw, through the pool: the hottest statement is prepared once, and arrays keep its text the same for any number of webhooks.
const insert = `
  insert into webhook_event (id, source, event_id, type, occurred_at, body)
  select * from unnest($1::uuid[], $2::varchar[], $3::varchar[], $4::varchar[], $5::timestamptz[], $6::bytea[])
  on conflict (source, event_id) do nothing`;

/**
 * Stores each webhook once. Webhooks that arrive while an insert runs share the next one, and each is answered after its
 * own commit. Concurrent inserts would gain little, because the commit is what costs. When PostgreSQL refuses a batch, its
 * webhooks are stored one by one, so that none fails for another.
 */
@Injectable()
export class InboxWriter {
  #pending: Pending[] = [];
  #isWriting = false;

  constructor(private readonly database: Database) {}

  /** Resolves when the webhook is durable, whether it is new or not. */
  store(webhook: NewWebhook): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ webhook, resolve, reject });
      if (!this.#isWriting) void this.write();
    });
  }

  private async write(): Promise<void> {
    this.#isWriting = true;
    while (this.#pending.length > 0) {
      await this.storeTogether(this.#pending.splice(0, maxBatchSize));
    }
    this.#isWriting = false;
  }

  private async storeTogether(batch: Pending[]): Promise<void> {
    try {
      await this.insert(batch.map(({ webhook }) => webhook));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length === 1 || isDatabaseUnavailable(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await this.storeTogether([one]);
    }
  }

  private async insert(webhooks: NewWebhook[]): Promise<void> {
    const pool = await this.database.pool();
    const query: QueryConfig & { query_timeout: number } = {
      name: 'store-webhooks',
      text: insert,
      query_timeout: queryTimeoutMs,
      values: [
        webhooks.map(() => uuidv7()),
        webhooks.map(({ source }) => source),
        webhooks.map(({ eventId }) => eventId),
        webhooks.map(({ type }) => type),
        webhooks.map(({ occurredAt }) => occurredAt),
        webhooks.map(({ body }) => body),
      ],
    };
    await pool.query(query);
  }
}
