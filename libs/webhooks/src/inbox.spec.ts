import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { z } from 'zod';
import { useParts } from '../../../test/support/parts.js';
import { stripeSignature } from '../../../test/support/stripe.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { Inbox } from './inbox.js';
import { InboxWriter } from './inbox-writer.js';
import { WebhookEvents } from './webhook-events.js';
import { WebhookIntake } from './webhook-intake.js';
import type { ProcessOutcome, StoredWebhook } from './webhook-source.js';
import { WebhookSources } from './webhook-source.js';

const parts = useParts();

const store = (eventId: string) =>
  parts
    .get(InboxWriter)
    .store({ source: 'stripe', eventId, type: 'ping', occurredAt: new Date(), body: Buffer.from('{}') });
const processNext = () => parts.get(Inbox).processNext();
const rows = () => parts.rows('select state, attempts, last_error from webhook_event order by event_id');

function whenProcessed(work: (tx: Transaction, webhook: StoredWebhook) => Promise<ProcessOutcome>): void {
  jest.spyOn(parts.get(WebhookSources).get('stripe'), 'process').mockImplementation(work);
}

beforeEach(() => parts.clear());
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a webhook that is being processed', () => {
  it('is skipped by other workers, which process the next one', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const seen: string[] = [];
    whenProcessed(async (_, { eventId }) => {
      seen.push(eventId);
      await released;
      return 'processed';
    });
    await store('evt_1');
    await store('evt_2');
    const both = Promise.all([processNext(), processNext()]);
    try {
      await waitFor(() => seen.length === 2);
      expect(seen.toSorted()).toEqual(['evt_1', 'evt_2']);
      expect(await processNext()).toBe(false);
    } finally {
      release();
      await both;
    }
  });

  it('runs callbacks after the commit', async () => {
    const seen: unknown[] = [];
    whenProcessed(async (tx) => {
      tx.afterCommit(() => seen.push('committed'));
      seen.push('done');
      return 'processed';
    });
    await store('evt_1');
    await processNext();

    expect(seen).toEqual(['done', 'committed']);
  });
});

describe('what a webhook records', () => {
  it('was received when the webhook arrived, however long that waited for a worker', async () => {
    whenProcessed(async (tx, { occurredAt }) => {
      await parts.get(DomainEvents).publish(tx, 'sync.started', { provider: 'printify' }, { occurredAt });
      return 'processed';
    });
    await store('evt_1');
    await parts.rows(`update webhook_event set received_at = now() - interval '3 hours'`);
    await processNext();

    const entries = `select a.inserted_at = w.received_at as "isSame" from activity_log a, webhook_event w`;
    expect(await parts.rows(entries)).toEqual([{ isSame: true }]);
  });

  it('is not dated back when it is that the webhook failed', async () => {
    whenProcessed(async () => z.never().parse(1));
    await store('evt_1');
    await parts.rows(`update webhook_event set received_at = now() - interval '3 hours'`);
    await processNext();

    const isRecent = `select event_type, inserted_at > now() - interval '1 hour' as "isRecent" from activity_log`;
    expect(await parts.rows(isRecent)).toEqual([{ event_type: 'webhook.failed', isRecent: true }]);
  });
});

describe('a webhook that is not understood', () => {
  const carrier = z.object({ carrier: z.object({ code: z.string() }) });

  it('fails at its first attempt and says why, because another would read the same bytes', async () => {
    whenProcessed(async () => {
      carrier.parse({ carrier: null });
      return 'processed';
    });
    await store('evt_1');
    await processNext();

    const reason = 'its body is not understood (carrier: expected object, received null)';
    expect(await rows()).toEqual([{ state: 'failed', attempts: 1, last_error: reason }]);
    expect(await parts.rows('select message from activity_log')).toEqual([
      { message: `Stripe webhook evt_1 could not be processed: ${reason}` },
    ]);
  });

  it('is read again when it is replayed, as after an update', async () => {
    const body = Buffer.from('{"what":"an envelope of next year"}');
    const headers = { 'stripe-signature': stripeSignature(body.toString()) };
    const source = parts.get(WebhookSources).get('stripe');
    await parts.get(WebhookIntake).receive(source, body, headers);
    await processNext();
    const [failed] = (await parts.get(WebhookEvents).list({ limit: 1 })).items;
    expect(failed).toMatchObject({ state: 'failed', type: 'unreadable', eventId: expect.stringMatching(/^\w{64}$/) });

    const occurredAt = new Date('2026-02-23T14:23:00Z');
    jest.spyOn(source, 'parse').mockReturnValue({ eventId: 'evt_1', type: 'next.year', occurredAt });
    const seen: unknown[] = [];
    whenProcessed(async (_, { type, occurredAt: at, body: text }) => {
      seen.push(type, at, text);
      return 'processed';
    });
    await parts.get(WebhookEvents).replay(failed?.id ?? '', 'Ada');
    await processNext();

    expect(seen).toEqual(['next.year', occurredAt, body.toString()]);
    expect((await parts.get(WebhookEvents).list({ limit: 1 })).items).toMatchObject([
      { state: 'processed', type: 'next.year', lastError: null },
    ]);
    expect(await parts.rows(`select 1 from activity_log where resolved_at is null`)).toEqual([]);
  });
});

describe('a webhook that fails', () => {
  it('is rolled back with its callbacks, and is due again', async () => {
    const callbacks: string[] = [];
    whenProcessed(async (tx) => {
      await sql`insert into metric_counter (name, value) values ('half done', 1)`.execute(tx.kysely());
      tx.afterCommit(() => callbacks.push('half done'));
      throw new Error('halfway');
    });
    await store('evt_1');

    expect(await processNext()).toBe(true);
    expect(await parts.rows('select name from metric_counter')).toEqual([]);
    expect(callbacks).toEqual([]);
    expect(await rows()).toEqual([{ state: 'pending', attempts: 1, last_error: 'halfway' }]);
    expect(await processNext()).toBe(false);
  });

  it('does not count as attempted when the database is unavailable', async () => {
    whenProcessed(async (tx) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx.kysely());
      return 'processed';
    });
    await store('evt_1');

    await expect(processNext()).rejects.toThrow(/connection/i);
    expect(await rows()).toEqual([{ state: 'pending', attempts: 0, last_error: null }]);
  });
});
