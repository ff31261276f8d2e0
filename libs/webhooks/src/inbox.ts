import { failpoint } from '@daybook/config';
import { webhookSourceLabels, type WebhookSourceName } from '@daybook/contract';
import { Database, daysAgo, isDatabaseUnavailable, now, secondsFromNow, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { readEnvelope, unreadableType } from './envelope.js';
import { failureReason } from './failure-reason.js';
import type { WebhooksTables } from './webhook-event.entity.js';
import {
  WebhookSources,
  WebhookUnreadableError,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookSource,
} from './webhook-source.js';

/** With the backoff below, the last attempt comes an hour and a half after the first. */
const maxAttempts = 8;
/** 5 s, 15 s, 45 s … */
const backoffSeconds = (attempt: number) => 5 * 3 ** (attempt - 1);

/** The same bytes are read the same way at every attempt. */
const isUnreadable = (error: unknown) => error instanceof z.ZodError || error instanceof WebhookUnreadableError;

/** How long a webhook waits for what it is about. */
const waitingDays = 30;

interface ClaimedWebhook extends Omit<StoredWebhook, 'body'> {
  source: WebhookSourceName;
  receivedAt: Date;
  body: Buffer;
  attempts: number;
  replayedBy: string | null;
  lastError: string | null;
}

/**
 * The inbox is the queue. A webhook's row is locked while it is processed and updated in the transaction of its effects,
 * so a worker that dies leaves the row unchanged and unlocked.
 */
@Injectable()
export class Inbox {
  readonly #log = new Logger(Inbox.name);

  constructor(
    private readonly database: Database,
    private readonly sources: WebhookSources,
    private readonly events: DomainEvents,
  ) {}

  /** Processes the webhook that has been due longest; returns false when none is due. Throws while the database is unavailable. */
  async processNext(): Promise<boolean> {
    let webhook: ClaimedWebhook | undefined;
    try {
      await this.database.transaction(async (tx) => {
        webhook = await this.claim(tx);
        if (!webhook) return;
        await failpoint('inbox.claimed');
        await this.process(tx, webhook);
        await failpoint('inbox.before-commit');
      });
    } catch (error) {
      const claimed = webhook;
      if (!claimed || isDatabaseUnavailable(error)) throw error;
      // The commit failed, not the processing, and rolled everything back.
      await this.database.transaction((tx) => this.recordFailure(tx, claimed, error));
    }
    if (webhook) await failpoint('inbox.after-commit');
    return webhook !== undefined;
  }

  /**
   * Processes in `tx` the webhooks that have waited for `key`, oldest event first. Call it in the transaction that makes
   * `key` known, holding a lock that each webhook takes before it waits: otherwise one that is about to wait is missed. Entities that were
   * read before are stale, and detached when one fails.
   */
  async processWaiting(tx: Transaction, source: WebhookSourceName, key: string): Promise<void> {
    await tx.em.flush();
    const waiting = await selectWebhooks(tx)
      .where('waits_for', '=', key)
      .where('source', '=', source)
      .where('state', '=', 'ignored')
      .where('received_at', '>', daysAgo(waitingDays))
      .orderBy('occurred_at')
      .orderBy('id')
      .execute();
    for (const webhook of waiting) await this.process(tx, webhook);
  }

  /** What waits for `key` waits for `otherKey`: they turned out to be the same. */
  async waitInstead(tx: Transaction, source: WebhookSourceName, key: string, otherKey: string): Promise<void> {
    await tx
      .kysely<WebhooksTables>()
      .updateTable('webhook_event')
      .set({ waits_for: otherKey })
      .where('waits_for', '=', key)
      .where('source', '=', source)
      .execute();
  }

  private async claim(tx: Transaction): Promise<ClaimedWebhook | undefined> {
    return selectWebhooks(tx)
      .where('state', '=', 'pending')
      .where('next_attempt_at', '<=', now())
      .orderBy('next_attempt_at')
      .limit(1)
      .executeTakeFirst();
  }

  private async process(tx: Transaction, webhook: ClaimedWebhook): Promise<void> {
    let outcome: ProcessOutcome;
    let stored: ClaimedWebhook;
    try {
      const source = this.sources.get(webhook.source);
      stored = rereadEnvelope(source, webhook);
      const body = webhook.body.toString('utf8');
      outcome = await tx.newsReceivedAt(webhook.receivedAt, () =>
        tx.savepoint(() => source.process(tx, { ...stored, body })),
      );
    } catch (error) {
      // a full disk leaves the transaction usable, and says nothing about the webhook
      if (isDatabaseUnavailable(error)) throw error;
      return this.recordFailure(tx, webhook, error);
    }
    await tx
      .kysely<WebhooksTables>()
      .updateTable('webhook_event')
      .set((eb) => ({ ...toRow(outcome), attempts: eb('attempts', '+', 1), last_error: null, processed_at: now() }))
      .set({ type: stored.type, occurred_at: stored.occurredAt })
      .where('id', '=', webhook.id)
      .execute();
    // not the inbox has failed but the job, which resolves it
    const isLeftToJob = webhook.lastError === null && isContinued(outcome);
    if (webhook.replayedBy && !isLeftToJob) {
      const problems = { type: 'webhook.failed', where: { webhookEventId: webhook.id } } as const;
      await this.events.resolveProblems(tx, problems, webhook.replayedBy);
    }
  }

  private async recordFailure(tx: Transaction, webhook: ClaimedWebhook, error: unknown): Promise<void> {
    const { source, eventId, id } = webhook;
    const reason = failureReason(error);
    const attempt = webhook.attempts + 1;
    const gaveUp = attempt >= maxAttempts && !isUnreadable(error);
    const isLast = gaveUp || isUnreadable(error);
    this.#log.warn(`${source} webhook ${eventId}, attempt ${attempt}: ${reason}`);
    await tx
      .kysely<WebhooksTables>()
      .updateTable('webhook_event')
      .set({
        attempts: attempt,
        last_error: reason,
        state: isLast ? 'failed' : 'pending',
        next_attempt_at: secondsFromNow(backoffSeconds(attempt)),
      })
      .where('id', '=', id)
      .execute();
    if (!isLast) return;
    const attempts = gaveUp && { attempt, of: maxAttempts, gaveUpAfter: attempt };
    const failure = { source, eventId, webhookEventId: id, reason, ...attempts };
    await this.events.publish(tx, 'webhook.failed', failure, { actor: webhookSourceLabels[source] });
  }
}

/** What was unreadable when it was stored may be understood since an update. */
function rereadEnvelope(source: WebhookSource, webhook: ClaimedWebhook): ClaimedWebhook {
  if (webhook.type !== unreadableType) return webhook;
  const { type, occurredAt } = readEnvelope(source, webhook.body, {});
  return { ...webhook, type, occurredAt: occurredAt ?? webhook.receivedAt };
}

/** Locks them until `tx` ends; leaves out those that another worker processes. */
const selectWebhooks = (tx: Transaction) =>
  tx
    .kysely<WebhooksTables>()
    .selectFrom('webhook_event')
    .select(['id', 'source', 'event_id as eventId', 'type', 'occurred_at as occurredAt', 'body', 'attempts'])
    .select(['received_at as receivedAt', 'replayed_by as replayedBy', 'last_error as lastError'])
    .forUpdate()
    .skipLocked();

function toRow(outcome: ProcessOutcome) {
  if (typeof outcome === 'string') return { state: outcome, waits_for: null };
  if ('waitsFor' in outcome) return { state: 'ignored' as const, waits_for: outcome.waitsFor };
  return { state: 'processed' as const, waits_for: null };
}

const isContinued = (outcome: ProcessOutcome) => typeof outcome !== 'string' && outcome.continuedBy === 'job';
