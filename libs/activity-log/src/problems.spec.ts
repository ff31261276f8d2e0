import type { EventMap, EventType } from '@daybook/contract';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { anOrderRow } from '../../../test/support/an-order-row.js';
import { useParts } from '../../../test/support/parts.js';
import { ActivityLogQueries } from './activity-log.queries.js';
import { ProblemCausesQueries } from './problem-causes.queries.js';
import { ProblemTriage } from './problem-triage.js';
import { Resolutions } from './resolutions.js';

const parts = useParts();
const noon = Date.UTC(2026, 1, 14, 12);
const minutesLater = (minutes: number) => new Date(noon + minutes * 60_000);

async function record<T extends EventType>(
  type: T,
  data: EventMap[T],
  orderId?: string,
  occurredAt = new Date(noon),
): Promise<string> {
  const result = await parts
    .get(Database)
    .transaction((tx) => parts.get(DomainEvents).publish(tx, type, data, { ...(orderId && { orderId }), occurredAt }));
  return result.outcome === 'written' ? result.entryId : '';
}

const outOfStock = { provider: 'printify', reason: 'insufficient stock for M / Black' } as const;
const submissionFails = (orderId: string, at?: Date, data: EventMap['order.submission_failed'] = outOfStock) =>
  record('order.submission_failed', data, orderId, at);

const openCount = async () => (await parts.get(ActivityLogQueries).countNeedingAttention()).count;
const causes = async (snoozed = false) => (await parts.get(ProblemCausesQueries).list(snoozed, 50)).items;
const entry = async (id: string) => (await parts.get(ActivityLogQueries).findByIds([id]))[0];
const causeOf = async (id: string) => (await entry(id))?.cause ?? '';

describe('a problem that happens again on the same order', () => {
  beforeEach(() => parts.clear());

  it('is one open problem, whose newest failure resolves the earlier ones', async () => {
    const orderId = await anOrderRow(parts);
    const first = await submissionFails(orderId, minutesLater(0));
    const second = await submissionFails(orderId, minutesLater(5));
    const third = await submissionFails(orderId, minutesLater(10), { ...outOfStock, reason: 'address is incomplete' });

    expect(await openCount()).toBe(1);
    expect((await entry(first))?.resolvedBy).toMatchObject({ by: 'event', entryId: second });
    expect((await entry(second))?.resolvedBy).toMatchObject({ by: 'event', entryId: third });
    expect(await causes()).toMatchObject([
      { sentence: 'Submission to Printify failed: address is incomplete', firstAt: minutesLater(0) },
    ]);
  });

  it('stays the newest when news arrive in another order', async () => {
    const orderId = await anOrderRow(parts);
    const third = await submissionFails(orderId, minutesLater(10));
    const first = await submissionFails(orderId, minutesLater(0));
    const second = await submissionFails(orderId, minutesLater(5));

    expect((await entry(third))?.resolvedAt).toBeNull();
    expect([(await entry(first))?.resolvedBy, (await entry(second))?.resolvedBy]).toMatchObject([
      { by: 'event' },
      { by: 'event', entryId: third },
    ]);
    expect(await openCount()).toBe(1);
  });

  it('leaves one open of two in the same instant', async () => {
    const orderId = await anOrderRow(parts);
    const first = await submissionFails(orderId);
    const second = await submissionFails(orderId);

    expect([(await entry(first))?.resolvedAt, (await entry(second))?.resolvedAt]).toEqual([expect.any(Date), null]);
  });

  it('is another problem at another provider, and on another order', async () => {
    const [order, other] = [await anOrderRow(parts), await anOrderRow(parts)];
    await submissionFails(order);
    await submissionFails(order, new Date(noon), { provider: 'printful', reason: 'insufficient stock' });
    await submissionFails(other);

    expect(await openCount()).toBe(3);
  });

  it('goes on with the colleague who looks after it, and stays put off until tomorrow', async () => {
    const orderId = await anOrderRow(parts);
    const first = await submissionFails(orderId);
    const triage = parts.get(ProblemTriage);
    const tomorrow = new Date(Date.now() + 86_400_000);
    await triage.assign({ ids: [first] }, 'Tom');
    await triage.snooze({ ids: [first] }, tomorrow.toISOString());
    const second = await submissionFails(orderId, minutesLater(5));

    expect(await entry(second)).toMatchObject({ assignedTo: 'Tom', snoozedUntil: tomorrow });
    expect(await openCount()).toBe(0);
  });
});

describe('problems by cause', () => {
  beforeEach(() => parts.clear());

  it('are one row for twenty orders with one cause, however each names itself in the reason', async () => {
    const orderIds: string[] = [];
    let latestId: string | undefined;
    for (let n = 0; n < 20; n += 1) {
      orderIds.unshift(await anOrderRow(parts));
      latestId = await submissionFails(orderIds[0] ?? '', minutesLater(n), {
        provider: 'printify',
        reason: `No stock   for SS-260214-00${10 + n} of customer${n}@example.com.`,
        ...{ attempt: 3, of: 3, gaveUpAfter: 3 },
      });
    }
    await record(
      'sync.failed',
      { provider: 'printful', reason: 'API rate limit exceeded' },
      undefined,
      minutesLater(60),
    );

    expect(await causes()).toMatchObject([
      { eventType: 'sync.failed', problems: 1, orders: 0, latestOrderIds: [], lastAttempt: null, canRetry: true },
      {
        eventType: 'order.submission_failed',
        cause: 'order.submission_failed:printify:no stock for # of #',
        ...{ level: 'error', problems: 20, orders: 20, canRetry: true },
        latestOrderIds: orderIds.slice(0, 5),
        latestId,
        ...{ firstAt: minutesLater(0), lastAt: minutesLater(19), assignedTo: null, snoozedUntil: null },
        lastAttempt: { number: 3, of: 3 },
      },
    ]);
    expect(await openCount()).toBe(21);
  });

  it('are paged, each once', async () => {
    for (let n = 0; n < 7; n += 1)
      await submissionFails(await anOrderRow(parts), new Date(noon), { provider: 'printify', reason: `reason ${n}` });
    const queries = parts.get(ProblemCausesQueries);
    const pages: string[][] = [];
    for (let before: string | null | undefined; before !== null;) {
      const page = await queries.list(false, 3, before);
      pages.push(page.items.map(({ cause }) => cause));
      before = page.next;
    }

    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(new Set(pages.flat()).size).toBe(7);
  });

  it('keep a reason that is wider than the column', async () => {
    await submissionFails(await anOrderRow(parts), undefined, { provider: 'printify', reason: 'x'.repeat(1_000) });

    expect(await causes()).toMatchObject([{ cause: expect.stringMatching(/^order\.submission_failed:[0-9a-f]{64}$/) }]);
  });

  it('are resolved together, and reopened together', async () => {
    const ids = [await submissionFails(await anOrderRow(parts)), await submissionFails(await anOrderRow(parts))];
    const resolutions = parts.get(Resolutions);

    const resolved = await resolutions.resolve({ cause: await causeOf(ids[0] ?? ''), snoozed: false }, 'Ada');
    expect(resolved.toSorted()).toEqual(ids.toSorted());
    expect(await causes()).toEqual([]);
    expect((await resolutions.reopen(resolved)).toSorted()).toEqual(ids.toSorted());
    expect(await causes()).toMatchObject([{ problems: 2 }]);
  });

  it('are somebody’s when each of them is, and tell whose they were', async () => {
    const [one, other] = [
      await submissionFails(await anOrderRow(parts)),
      await submissionFails(await anOrderRow(parts)),
    ];
    const triage = parts.get(ProblemTriage);
    await triage.assign({ ids: [one] }, 'Tom');
    expect(await causes()).toMatchObject([{ assignedTo: null }]);

    const before = await triage.assign({ cause: await causeOf(one), snoozed: false }, 'Ada');
    expect(new Map(before.map(({ to, ids }) => [to, ids]))).toEqual(
      new Map([
        ['Tom', [one]],
        [null, [other]],
      ]),
    );
    expect(await causes()).toMatchObject([{ assignedTo: 'Ada' }]);
  });
});

describe('a snoozed problem', () => {
  beforeEach(() => parts.clear());

  it('is neither counted nor listed until its time comes', async () => {
    const id = await submissionFails(await anOrderRow(parts));
    const triage = parts.get(ProblemTriage);
    expect(await triage.snooze({ ids: [id] }, new Date(Date.now() + 3_600_000).toISOString())).toEqual([
      { until: null, ids: [id] },
    ]);
    expect([await openCount(), await causes(), (await causes(true)).length]).toEqual([0, [], 1]);

    await parts.rows(`update activity_log set snoozed_until = now() - interval '1 second'`);
    expect([await openCount(), (await causes()).length, await causes(true)]).toEqual([1, 1, []]);
  });

  it('tells until when it was snoozed, each of several its own', async () => {
    const [one, other] = [
      await submissionFails(await anOrderRow(parts)),
      await submissionFails(await anOrderRow(parts)),
    ];
    const triage = parts.get(ProblemTriage);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    await triage.snooze({ ids: [one] }, tomorrow);
    await triage.snooze({ ids: [other] }, 'again');

    const before = await triage.snooze({ cause: await causeOf(one), snoozed: true }, null);
    expect(new Map(before.map(({ until, ids }) => [until, ids]))).toEqual(
      new Map([
        [tomorrow, [one]],
        ['again', [other]],
      ]),
    );
    expect(await openCount()).toBe(2);
  });

  it('comes back with all others of its cause when it happens again on any order', async () => {
    const [first, second] = [
      await submissionFails(await anOrderRow(parts)),
      await submissionFails(await anOrderRow(parts)),
    ];
    await parts.get(ProblemTriage).snooze({ cause: await causeOf(first), snoozed: false }, 'again');
    expect([await openCount(), (await causes(true)).map(({ problems }) => problems)]).toEqual([0, [2]]);

    await submissionFails(await anOrderRow(parts), undefined, { provider: 'printify', reason: 'something else' });
    expect(await openCount()).toBe(1);
    const third = await submissionFails(await anOrderRow(parts));
    expect(await openCount()).toBe(4);
    for (const id of [first, second, third]) expect((await entry(id))?.snoozedUntil).toBeNull();
  });

  it.each<[EventType, () => Promise<string>]>([
    ['webhook.rejected', () => record('webhook.rejected', { source: 'stripe', count: 3, reasons: ['bad signature'] })],
    ['webhook.unusable', () => record('webhook.unusable', { source: 'stripe', kind: 'thin events' })],
  ])('comes back when the next of them is added to it: %s', async (_, happen) => {
    const id = await happen();
    await parts.get(ProblemTriage).snooze({ ids: [id] }, 'again');

    expect(await happen()).toBe(id);
    expect((await entry(id))?.snoozedUntil).toBeNull();
    expect(await openCount()).toBe(1);
  });

  it('stays put off when what failed has been put right since, or nobody has to act on it', async () => {
    const other = await anOrderRow(parts);
    const warned = { payment: { amount: 3_900, currency: 'GBP' } };
    const [failed, fraud] = [
      await submissionFails(await anOrderRow(parts)),
      await record('order.fraud_warning', { ...warned, isActionable: true }, await anOrderRow(parts)),
    ];
    await parts.get(ProblemTriage).snooze({ ids: [failed, fraud] }, 'again');

    await record('order.submitted', { provider: 'printify', providerOrderId: 'P1' }, other, minutesLater(9));
    await submissionFails(other);
    await record('order.fraud_warning', { ...warned, isActionable: false }, other);
    expect(await openCount()).toBe(0);

    await submissionFails(other, minutesLater(10), { ...outOfStock, isOutage: true });
    expect((await entry(failed))?.snoozedUntil).toBeNull();
  });

  it('stays put off while an outage goes on', async () => {
    const waiting = (orders: number) =>
      record('provider.unavailable', { provider: 'printify', reason: 'the connection was cut', orders });
    const id = await waiting(1);
    await parts.get(ProblemTriage).snooze({ ids: [id] }, 'again');

    expect(await waiting(2)).toBe(id);
    expect(await openCount()).toBe(0);
  });

  it('is still resolved by what resolves it', async () => {
    const orderId = await anOrderRow(parts);
    const id = await submissionFails(orderId);
    await parts.get(ProblemTriage).snooze({ ids: [id] }, 'again');
    await record('order.submitted', { provider: 'printify', providerOrderId: 'P1' }, orderId, minutesLater(9));

    expect((await entry(id))?.resolvedBy).toMatchObject({ eventType: 'order.submitted' });
    expect(await causes(true)).toEqual([]);
  });
});
