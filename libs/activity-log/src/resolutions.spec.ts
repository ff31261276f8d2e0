import type { EventMap, EventType } from '@daybook/contract';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { v7 as uuidv7 } from 'uuid';
import { anOrderRow } from '../../../test/support/an-order-row.js';
import { useParts } from '../../../test/support/parts.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { ActivityLogQueries } from './activity-log.queries.js';
import { ProblemCausesQueries } from './problem-causes.queries.js';
import { ProblemTriage } from './problem-triage.js';
import { Resolutions } from './resolutions.js';

const parts = useParts();
const noon = new Date(Date.UTC(2026, 1, 14, 12));
const later = new Date(noon.getTime() + 60_000);

async function anEntry(level: 'info' | 'warning' | 'error', orderId: string | null = null): Promise<string> {
  const id = uuidv7();
  await parts.rows(
    `insert into activity_log (id, event_type, level, message, occurred_at, order_id) values ($1, 'order.note', $2, '', now(), $3)`,
    [id, level, orderId],
  );
  return id;
}

async function record<T extends EventType>(
  type: T,
  data: EventMap[T],
  orderId: string,
  occurredAt: Date,
): Promise<string> {
  const recorded = await parts
    .get(Database)
    .transaction((tx) => parts.get(DomainEvents).publish(tx, type, data, { orderId, occurredAt }));
  return recorded.outcome === 'written' ? recorded.entryId : '';
}

const submissionFails = (orderId: string, occurredAt: Date, reason = 'insufficient stock') =>
  record('order.submission_failed', { provider: 'printify', reason }, orderId, occurredAt);
const isSubmitted = (orderId: string, occurredAt: Date) =>
  record('order.submitted', { provider: 'printify', providerOrderId: 'P1' }, orderId, occurredAt);
const entry = async (id: string) => (await parts.get(ActivityLogQueries).findByIds([id]))[0];

const openCount = async () => (await parts.get(ActivityLogQueries).countNeedingAttention()).count;

describe('resolving', () => {
  beforeEach(() => parts.clear());

  it('records who resolved it, counts open entries, and does nothing the second time', async () => {
    const id = await anEntry('error');
    const resolutions = parts.get(Resolutions);

    expect(await resolutions.resolve({ ids: [id] }, 'Ada')).toEqual([id]);
    expect(await resolutions.resolve({ ids: [id] }, 'Tom')).toEqual([]);
    const [entry] = await parts.get(ActivityLogQueries).findByIds([id]);
    expect(entry?.resolvedBy).toEqual({ by: 'person', name: 'Ada' });
  });

  it('can be undone', async () => {
    const id = await anEntry('warning');
    const resolutions = parts.get(Resolutions);
    await resolutions.resolve({ ids: [id] }, 'Ada');

    expect(await resolutions.reopen([id])).toEqual([id]);
    expect(await resolutions.reopen([id])).toEqual([]);
    expect(await openCount()).toBe(1);
    expect((await parts.get(ActivityLogQueries).findByIds([id]))[0]).toMatchObject({
      resolvedAt: null,
      resolvedBy: null,
    });
  });

  it('is not undone for what has happened again, or has been put right, since', async () => {
    const [failing, submitted, other] = [await anOrderRow(parts), await anOrderRow(parts), await anOrderRow(parts)];
    const ids = [];
    for (const orderId of [failing, submitted, other]) ids.push(await submissionFails(orderId, noon));
    const resolutions = parts.get(Resolutions);
    await resolutions.resolve({ ids }, 'Ada');
    const again = await submissionFails(failing, later);
    await isSubmitted(submitted, later);

    expect(await resolutions.reopen(ids)).toEqual([ids[2]]);
    expect(await openCount()).toBe(2);
    const entries = await parts.get(ActivityLogQueries).findByIds(ids);
    expect(new Map(entries.map(({ id, resolvedBy }) => [id, resolvedBy]))).toEqual(
      new Map([
        [ids[0], { by: 'event', eventType: 'order.submission_failed', entryId: again }],
        [ids[1], { by: 'event', eventType: 'order.submitted', entryId: expect.any(String) }],
        [ids[2], null],
      ]),
    );
  });

  it('commits many in parts, so that what is recorded of the first does not wait for the last', async () => {
    await parts.rows(
      `insert into activity_log (id, event_type, level, message, occurred_at)
       select gen_random_uuid(), 'order.note', 'error', '', now() from generate_series(1, 60)`,
    );
    const ids = (await parts.rows<{ id: string }>('select id from activity_log order by id')).map(({ id }) => id);
    const resolving = await parts.get(Database).transaction(async (tx) => {
      await tx.runStatements(`select 1 from activity_log where id = '${ids.at(-1) ?? ''}' for update`);
      const all = parts.get(Resolutions).resolve({ ids }, 'Ada');
      await waitFor(async () => (await openCount()) === 10);
      return { all };
    });

    expect((await resolving.all).toSorted()).toEqual(ids);
    expect(await openCount()).toBe(0);
    expect((await parts.get(Resolutions).reopen(ids)).toSorted()).toEqual(ids);
  });

  it('leaves info entries and other orders alone when it resolves a whole order', async () => {
    const [order, other] = [await anOrderRow(parts), await anOrderRow(parts)];
    await anEntry('warning', order);
    await anEntry('error', order);
    const info = await anEntry('info', order);
    await anEntry('error', other);

    expect(await parts.get(Resolutions).resolveAllForOrder(order, 'Ada')).toHaveLength(2);
    expect(await openCount()).toBe(1);
    expect((await parts.get(ActivityLogQueries).findByIds([info]))[0]?.resolvedAt).toBeNull();
  });
});

describe('a problem that takes over from another', () => {
  beforeEach(() => parts.clear());

  it('goes on with its colleague and its start when it explains why the order is late', async () => {
    const orderId = await anOrderRow(parts);
    const overdue = await record('order.overdue', { waitingFor: 'submission', seconds: 3_600 }, orderId, noon);
    await parts.get(ProblemTriage).assign({ ids: [overdue] }, 'Tom');
    const failed = await submissionFails(orderId, later);

    expect(await entry(failed)).toMatchObject({ assignedTo: 'Tom' });
    expect((await parts.get(ProblemCausesQueries).list(false, 50)).items).toMatchObject([{ firstAt: noon }]);
  });

  it('needs attention when its cause is another than the one that is put off', async () => {
    const orderId = await anOrderRow(parts);
    const failed = await submissionFails(orderId, noon);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    await parts.get(ProblemTriage).snooze({ ids: [failed] }, tomorrow);
    const other = await submissionFails(orderId, later, 'address is incomplete');

    expect(await entry(other)).toMatchObject({ snoozedUntil: null });
    expect(await openCount()).toBe(1);
  });
});
