import type { Database } from '@daybook/database';
import type { DomainEvents } from '@daybook/events';
import { describe, expect, it } from '@jest/globals';
import { RejectedWebhooks } from './rejected-webhooks.js';

describe('rejected webhooks', () => {
  it('that could not be written are written the next time, with those since', async () => {
    const written: unknown[] = [];
    let isAway = true;
    const database = {
      transaction: async (work: () => Promise<unknown>) => {
        if (isAway) throw new Error('the database is away');
        return work();
      },
    };
    const events = { publish: async (_tx: unknown, _type: string, data: unknown) => written.push(data) };
    const rejected = new RejectedWebhooks(database as unknown as Database, events as unknown as DomainEvents);
    rejected.count('stripe', 'bad signature');
    await rejected.record();
    expect(written).toEqual([]);

    isAway = false;
    rejected.count('stripe', 'stale signature');
    await rejected.record();
    await rejected.record();
    expect(written).toEqual([{ source: 'stripe', count: 2, reasons: ['bad signature', 'stale signature'] }]);
  });
});
