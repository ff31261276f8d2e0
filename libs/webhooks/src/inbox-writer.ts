import { Database } from '@daybook/database';
import type { WebhookSourceName } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import type { QueryConfig } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { WebhookEnvelope } from './webhook-source.js';

interface Arrival extends WebhookEnvelope {
  source: WebhookSourceName;
  body: Buffer;
}

interface Waiting {
  arrival: Arrival;
  stored: () => void;
  failed: (error: unknown) => void;
}

/** More in one statement gains nothing and delays the first. */
const mostAtOnce = 100;

/** A database that does not answer is away: better that the sender hears so and comes again. */
const longestWaitMs = 5_000;

const insert = `
  insert into webhook_event (id, source, event_id, type, occurred_at, body)
  select * from unnest($1::uuid[], $2::varchar[], $3::varchar[], $4::varchar[], $5::timestamptz[], $6::bytea[])
  on conflict (source, event_id) do nothing`;

/**
 * Stores webhooks, each once. While one insert is under way the next arrivals gather and share a statement; each is
 * answered after the commit of its own. Several statements under way would gain little: the commit is what costs.
 */
@Injectable()
export class InboxWriter {
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(private readonly database: Database) {}

  /** Resolves when the webhook is durable, whether it was new or not. */
  store(arrival: Arrival): Promise<void> {
    return new Promise((stored, failed) => {
      this.#waiting.push({ arrival, stored, failed });
      if (!this.#isWriting) void this.write();
    });
  }

  private async write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, mostAtOnce);
      try {
        await this.insert(batch.map(({ arrival }) => arrival));
        for (const { stored } of batch) stored();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#isWriting = false;
  }

  private async insert(arrivals: Arrival[]): Promise<void> {
    const pool = await this.database.pool();
    const query: QueryConfig & { query_timeout: number } = {
      name: 'store-webhooks',
      text: insert,
      query_timeout: longestWaitMs,
      values: [
        arrivals.map(() => uuidv7()),
        arrivals.map(({ source }) => source),
        arrivals.map(({ eventId }) => eventId),
        arrivals.map(({ type }) => type),
        arrivals.map(({ occurredAt }) => occurredAt),
        arrivals.map(({ body }) => body),
      ],
    };
    await pool.query(query);
  }
}
