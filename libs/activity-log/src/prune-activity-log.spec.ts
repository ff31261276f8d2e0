import { beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { useParts } from '../../../test/support/parts.js';
import { PruneActivityLog } from './prune-activity-log.js';

const parts = useParts();

/** An entry heard of so many days ago, whenever it happened. */
async function anEntry(
  message: string,
  daysAgo: number,
  level: 'info' | 'warning' | 'error' = 'info',
  resolved?: 'resolved',
): Promise<void> {
  await parts.rows(
    `insert into activity_log (id, event_type, level, message, occurred_at, inserted_at, resolved_at)
     values ($1, 'order.note', $2, $3, '2020-01-01', now() - make_interval(days => $4), $5)`,
    [uuidv7(), level, message, daysAgo, resolved ? new Date() : null],
  );
}

const left = async () =>
  (await parts.rows<{ message: string }>('select message from activity_log order by message')).map(
    ({ message }) => message,
  );

describe('the prune', () => {
  beforeEach(() => parts.clear());

  it('keeps an entry of 89 days and prunes one of 91, counted from when it was heard', async () => {
    await anEntry('89 days', 89);
    await anEntry('91 days', 91);

    expect(await parts.get(PruneActivityLog).run()).toBe(1);
    expect(await left()).toEqual(['89 days']);
  });

  it('keeps an open error or warning of 200 days and prunes it once it is resolved', async () => {
    await anEntry('open', 200, 'error');
    await anEntry('open, too', 200, 'warning');
    await anEntry('resolved', 200, 'error', 'resolved');

    expect(await parts.get(PruneActivityLog).run()).toBe(1);
    expect(await left()).toEqual(['open', 'open, too']);
  });

  it('works in batches until nothing is left to prune', async () => {
    await parts.rows(`
      insert into activity_log (id, event_type, level, message, occurred_at, inserted_at)
      select gen_random_uuid(), 'order.note', 'info', '', now(), now() - interval '100 days' from generate_series(1, 12000)`);

    expect(await parts.get(PruneActivityLog).run()).toBe(12_000);
    expect(await left()).toEqual([]);
  });

  it('stops between two batches when it is told to', async () => {
    await anEntry('old', 100);

    await expect(parts.get(PruneActivityLog).run(AbortSignal.abort())).rejects.toThrow();
    expect(await left()).toEqual(['old']);
  });
});
