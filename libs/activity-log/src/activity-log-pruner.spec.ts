import { beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { useParts } from '../../../test/support/parts.js';
import { ActivityLogPruner } from './activity-log-pruner.js';

const parts = useParts();

/** An entry recorded `daysAgo`, whenever it happened. */
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

const remaining = async () =>
  (await parts.rows<{ message: string }>('select message from activity_log order by message')).map(
    ({ message }) => message,
  );

describe('the activity log pruner', () => {
  beforeEach(() => parts.clear());

  it('keeps an entry recorded 89 days ago and deletes one recorded 91 days ago', async () => {
    await anEntry('89 days', 89);
    await anEntry('91 days', 91);

    expect(await parts.get(ActivityLogPruner).prune()).toBe(1);
    expect(await remaining()).toEqual(['89 days']);
  });

  it('keeps open warnings and errors of any age and deletes resolved ones', async () => {
    await anEntry('open', 200, 'error');
    await anEntry('open, too', 200, 'warning');
    await anEntry('resolved', 200, 'error', 'resolved');

    expect(await parts.get(ActivityLogPruner).prune()).toBe(1);
    expect(await remaining()).toEqual(['open', 'open, too']);
  });

  it('deletes in batches until nothing is left', async () => {
    await parts.rows(`
      insert into activity_log (id, event_type, level, message, occurred_at, inserted_at)
      select gen_random_uuid(), 'order.note', 'info', '', now(), now() - interval '100 days' from generate_series(1, 12000)`);

    expect(await parts.get(ActivityLogPruner).prune()).toBe(12_000);
    expect(await remaining()).toEqual([]);
  });

  it('stops between batches when it is aborted', async () => {
    await anEntry('old', 100);

    await expect(parts.get(ActivityLogPruner).prune(AbortSignal.abort())).rejects.toThrow();
    expect(await remaining()).toEqual(['old']);
  });
});
