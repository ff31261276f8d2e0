import type { Page, WebhookListQuery, WebhookSourceName, WebhookState } from '@daybook/contract';
import { Database, newestFirst, now, Nudges, textRows, type Transaction } from '@daybook/database';
import { ReactTo, type Occurrence } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import type { WebhooksTables } from './webhook-event.entity.js';
import type { StoredWebhook } from './webhook-source.js';

/** Without its body, which may be large. */
export interface WebhookEventRow {
  id: string;
  source: WebhookSourceName;
  eventId: string;
  type: string;
  receivedAt: Date;
  state: WebhookState;
  attempts: number;
  lastError: string | null;
}

export interface LatestWebhook {
  at: Date;
  state: WebhookState;
}

const columns = [
  'id',
  'source',
  'event_id as eventId',
  'type',
  'received_at as receivedAt',
  'state',
  'attempts',
  'last_error as lastError',
] as const;

@Injectable()
export class WebhookEvents {
  constructor(
    private readonly database: Database,
    private readonly nudges: Nudges,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list({ source, state, ...query }: WebhookListQuery): Promise<Page<WebhookEventRow>> {
    const keyset = newestFirst(query);
    let events = this.db.selectFrom('webhook_event').select(columns);
    if (source) events = events.where('source', '=', source);
    if (state) events = events.where('state', '=', state);
    const rows = await keyset.apply(events, 'received_at', 'id').execute();
    return keyset.page(rows, ({ receivedAt }) => receivedAt);
  }

  /** The body as it arrived. Null when there is no such webhook. */
  async findBody(id: string): Promise<string | null> {
    const event = await this.db.selectFrom('webhook_event').select('body').where('id', '=', id).executeTakeFirst();
    return event?.body.toString('utf8') ?? null;
  }

  async find(tx: Transaction, id: string): Promise<(StoredWebhook & { receivedAt: Date }) | null> {
    const event = await tx
      .kysely<WebhooksTables>()
      .selectFrom('webhook_event')
      .select(['id', 'event_id as eventId', 'type', 'occurred_at as occurredAt', 'body', 'received_at as receivedAt'])
      .where('id', '=', id)
      .executeTakeFirst();
    return event ? { ...event, body: event.body.toString('utf8') } : null;
  }

  async findLatest(sources: WebhookSourceName[]): Promise<Map<WebhookSourceName, LatestWebhook>> {
    const rows = await this.db
      .selectFrom(textRows(sources, 'wanted'))
      .crossJoinLateral((eb) =>
        eb
          .selectFrom('webhook_event')
          .select(['received_at as at', 'state'])
          .whereRef('source', '=', 'wanted.wanted')
          .orderBy('received_at', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .as('latest'),
      )
      .select(['wanted.wanted as source', 'latest.at', 'latest.state'])
      .execute();
    return new Map(rows.map(({ source, ...latest }) => [source, latest]));
  }

  /** Makes a stored webhook due again, with all its attempts. Null when there is no such webhook. */
  async replay(id: string, replayedBy: string): Promise<WebhookEventRow | null> {
    return this.database.transaction((tx) => this.makeDue(tx, id, replayedBy));
  }

  @ReactTo('retry_requested', 'A webhook that could not be processed is replayed.')
  async retry(tx: Transaction, { data: { failed, actor } }: Occurrence<'retry_requested'>): Promise<void> {
    if (failed.type === 'webhook.failed') await this.makeDue(tx, failed.data.webhookEventId, actor);
  }

  private async makeDue(tx: Transaction, id: string, replayedBy: string): Promise<WebhookEventRow | null> {
    const event = await tx
      .kysely<WebhooksTables>()
      .updateTable('webhook_event')
      .set({ state: 'pending', attempts: 0, next_attempt_at: now(), replayed_by: replayedBy })
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirst();
    tx.afterCommit(() => {
      this.nudges.send('daybook_inbox');
    });
    return event ?? null;
  }

  private get db() {
    return this.database.kysely<WebhooksTables>();
  }
}
