import type { EventMap, EventType } from '@daybook/contract';
import { Database } from '@daybook/database';
import { DomainEvents, type EntryContext } from '@daybook/events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { anOrderRow } from '../../../test/support/an-order-row.js';
import { useParts } from '../../../test/support/parts.js';
import { ProblemCausesQueries } from './problem-causes.queries.js';

const parts = useParts();
beforeEach(() => parts.clear());

const noon = new Date(Date.UTC(2026, 1, 14, 12));
const ninePast = new Date(noon.getTime() + 9 * 60_000);

const record = <T extends EventType>(type: T, data: EventMap[T], context: EntryContext) =>
  parts.get(Database).transaction((tx) => parts.get(DomainEvents).publish(tx, type, data, context));
const causes = async () => (await parts.get(ProblemCausesQueries).list(false, 50)).items;

describe('causes', () => {
  it('are told apart by a machine’s words, and not by its ids', async () => {
    for (const reason of ['out_of_stock', 'address_incomplete', 'no file_8fK2mQx9Zw', 'no file_7Lp4nRt2Qv'])
      await record('order.submission_failed', { provider: 'printify', reason }, { orderId: await anOrderRow(parts) });

    expect((await causes()).map(({ cause }) => cause).toSorted()).toEqual([
      'order.submission_failed:printify:address_incomplete',
      'order.submission_failed:printify:no #',
      'order.submission_failed:printify:out_of_stock',
    ]);
  });

  it('happened last when the latest was merged into the open entry', async () => {
    for (const at of [noon, ninePast])
      await record('webhook.rejected', { source: 'stripe', count: 1, reasons: ['bad signature'] }, { occurredAt: at });

    expect(await causes()).toMatchObject([{ problems: 1, firstAt: noon, lastAt: ninePast }]);
  });

  it('have an index for their problems that are snoozed until it happens again', async () => {
    await parts.rows(
      `insert into activity_log (id, event_type, level, message, occurred_at, cause)
       select gen_random_uuid(), 'sync.failed', 'error', '', now(), 'x' from generate_series(1, 2000)`,
    );
    await parts.rows('analyze activity_log');
    const plan = await parts.rows(
      `explain select id from activity_log
       where cause = 'x' and resolved_at is null and level in ('warning', 'error')
         and snoozed_until = cast('infinity' as timestamptz) for update`,
    );
    expect(JSON.stringify(plan)).toContain('activity_log_snoozed_cause');
  });
});
