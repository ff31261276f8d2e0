import type { Page, WebhookListQuery, WebhookSourceName, WebhookState } from '@daybook/contract';
import { cursorTime, Database, decodeCursor, Nudges, pageOf } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { z } from 'zod';

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

const position = z.tuple([cursorTime, z.uuid()]);
const columns = sql`
  id, source, event_id as "eventId", type, received_at as "receivedAt", state, attempts, last_error as "lastError",
  convert_from(body, 'UTF8') as body`;

/** The inbox as people look at it, and its replay. */
@Injectable()
export class WebhookEvents {
  constructor(
    private readonly database: Database,
    private readonly nudges: Nudges,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list({ source, state, limit, before }: WebhookListQuery): Promise<Page<WebhookEventRow>> {
    const conditions = [sql`true`];
    if (source) conditions.push(sql`source = ${source}`);
    if (state) conditions.push(sql`state = ${state}`);
    if (before !== undefined) {
      const [receivedAt, id] = decodeCursor(before, position);
      conditions.push(sql`(received_at, id) < (${new Date(receivedAt)}, ${id})`);
    }
    const { rows } = await sql<WebhookEventRow>`
      select ${columns} from webhook_event where ${sql.join(conditions, sql` and `)}
      order by received_at desc, id desc limit ${limit + 1}`.execute(this.database.sql);
    return pageOf(rows, limit, (last) => [last.receivedAt.getTime(), last.id]);
  }

  /** The latest webhook of each source that ever sent one. */
  async findLatest(sources: WebhookSourceName[]): Promise<Map<WebhookSourceName, LatestWebhook>> {
    const { rows } = await sql<LatestWebhook & { source: WebhookSourceName }>`
      select source, latest.received_at as at, latest.state from unnest(${sources}::text[]) as source
      cross join lateral (
        select received_at, state from webhook_event
        where webhook_event.source = source.source order by received_at desc, id desc limit 1
      ) as latest`.execute(this.database.sql);
    return new Map(rows.map(({ source, at, state }) => [source, { at, state }]));
  }

  /** Processes a stored webhook again, from its first attempt; null when there is none. */
  async replay(id: string, name: string): Promise<WebhookEventRow | null> {
    const { rows } = await sql<WebhookEventRow>`
      update webhook_event
      set state = 'pending', attempts = 0, next_attempt_at = now(), replayed_by = ${name}
      where id = ${id}
      returning ${columns}`.execute(this.database.sql);
    this.nudges.send('daybook_inbox');
    return rows[0] ?? null;
  }
}
