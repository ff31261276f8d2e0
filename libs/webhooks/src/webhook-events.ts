import type { Page, WebhookListQuery, WebhookSourceName, WebhookState } from '@daybook/contract';
import { Database, newestFirstKeyset, Nudges } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

export interface WebhookEventRow {
  id: string;
  source: WebhookSourceName;
  eventId: string;
  type: string;
  receivedAt: Date;
  state: WebhookState;
  attempts: number;
  lastError: string | null;
  body: string;
}

export interface LatestWebhook {
  at: Date;
  state: WebhookState;
}

const columns = sql`
  id, source, event_id as "eventId", type, received_at as "receivedAt", state, attempts, last_error as "lastError",
  convert_from(body, 'UTF8') as body`;

@Injectable()
export class WebhookEvents {
  constructor(
    private readonly database: Database,
    private readonly nudges: Nudges,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list({ source, state, ...query }: WebhookListQuery): Promise<Page<WebhookEventRow>> {
    const keyset = newestFirstKeyset('received_at', query);
    const conditions = [keyset.where];
    if (source) conditions.push(sql`source = ${source}`);
    if (state) conditions.push(sql`state = ${state}`);
    const { rows } = await sql<WebhookEventRow>`
      select ${columns} from webhook_event where ${sql.join(conditions, sql` and `)}
      ${keyset.orderBy}`.execute(this.database.sql);
    return keyset.page(rows, ({ receivedAt }) => receivedAt);
  }

  async findLatest(sources: WebhookSourceName[]): Promise<Map<WebhookSourceName, LatestWebhook>> {
    const { rows } = await sql<LatestWebhook & { source: WebhookSourceName }>`
      select source, latest.received_at as at, latest.state from unnest(${sources}::text[]) as source
      cross join lateral (
        select received_at, state from webhook_event
        where webhook_event.source = source.source order by received_at desc, id desc limit 1
      ) as latest`.execute(this.database.sql);
    return new Map(rows.map(({ source, at, state }) => [source, { at, state }]));
  }

  /** Makes a stored webhook due again, with all its attempts. Null when there is no such webhook. */
  async replay(id: string, replayedBy: string): Promise<WebhookEventRow | null> {
    const { rows } = await sql<WebhookEventRow>`
      update webhook_event
      set state = 'pending', attempts = 0, next_attempt_at = now(), replayed_by = ${replayedBy}
      where id = ${id}
      returning ${columns}`.execute(this.database.sql);
    this.nudges.send('daybook_inbox');
    return rows[0] ?? null;
  }
}
