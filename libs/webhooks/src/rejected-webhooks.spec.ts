import type { Database } from '@daybook/database';
import type { DomainEvents } from '@daybook/events';
import { describe, expect, it } from '@jest/globals';
import { RejectedWebhooks } from './rejected-webhooks.js';

describe('rejected webhooks', () => {
  it('are kept for the next flush when they cannot be recorded', async () => {
    const recorded: unknown[] = [];
    let isDown = true;
    const database = {
      transaction: async (work: () => Promise<unknown>) => {
        if (isDown) throw new Error('the database is unavailable');
        return work();
      },
    };
    const events = { publish: async (_tx: unknown, _type: string, data: unknown) => recorded.push(data) };
    const rejected = new RejectedWebhooks(database as unknown as Database, events as unknown as DomainEvents);
    rejected.add('stripe', 'bad signature');
    await rejected.flush();
    expect(recorded).toEqual([]);

    isDown = false;
    rejected.add('stripe', 'stale signature');
    await rejected.flush();
    await rejected.flush();
    expect(recorded).toEqual([{ source: 'stripe', count: 2, reasons: ['bad signature', 'stale signature'] }]);
  });
});
