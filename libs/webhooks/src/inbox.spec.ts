import type { Transaction } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { useParts } from '../../../test/support/parts.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { Inbox } from './inbox.js';
import { InboxWriter } from './inbox-writer.js';
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
