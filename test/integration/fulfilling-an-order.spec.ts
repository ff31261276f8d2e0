import { Resolutions } from '@daybook/activity-log';
import type { Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { CorrectAddress, FulfilmentProviders, ResubmitOrder, type FulfilmentUpdate } from '@daybook/fulfilment';
import { JobPolicies } from '@daybook/jobs';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { OrdersReadModel } from '@daybook/screens';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { permutations } from '../support/permutations.js';
import { useSandbox } from '../support/sandbox.js';

const sandbox = useSandbox();
const parts = useParts(() => sandbox.settings);

const tee: NewOrderLine = {
  title: 'Tee',
  variant: 'M / Black',
  sku: null,
  provider: 'printify',
  productId: '5d39b159e7c48c000728c89f',
  variantId: '12100',
  quantity: 1,
  unitPrice: 3_900,
};
const poster: NewOrderLine = {
  ...tee,
  ...{ title: 'Poster', provider: 'printful', productId: '312946551', variantId: '4253821906' },
};
const address = {
  ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes' },
  ...{ region: null, postalCode: 'TQ9 5AB', country: 'GB', phone: null },
};

beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
  jest.restoreAllMocks();
});

const atPrintify = () => sandbox.services.providerOrders.newestFirst('printify');
const submissions = () => sandbox.services.faults.callCounts('printify')['submit'];

/** Has the adapter return these updates alone: a real order would show everything that has happened to it. */
const planUpdates = (updates: FulfilmentUpdate[], provider: Provider = 'printify') =>
  jest.spyOn(parts.get(FulfilmentProviders).get(provider), 'getUpdates').mockResolvedValue(updates);

async function aPaidOrder(lines: NewOrderLine[] = [tee], shippingAddress: typeof address | null = address) {
  const orders = parts.get(OrdersService);
  return parts.get(Database).transaction(async (tx) => {
    const { id } = await orders.place(tx, aCheckout({ shippingAddress }), new Date());
    await orders.storeLines(tx, id, lines);
    return id;
  });
}

interface Round {
  orderId: string;
  fulfilmentId: string;
  round: number;
}
const jobs = useJobs(parts);

async function begun(lines?: NewOrderLine[], shippingAddress?: null) {
  const orderId = await aPaidOrder(lines, shippingAddress);
  return { orderId, runs: await jobs.waiting<Round>('submit-fulfilment') };
}

const submit = (run: Round, attempt = 1) => jobs.run('submit-fulfilment', run, attempt);
const messages = async (orderId: string) =>
  (await parts.get(OrdersReadModel).timeline(orderId))?.items.map(({ message, resolvedBy }) =>
    resolvedBy?.by === 'event' ? `${message} [${resolvedBy.eventType}]` : message,
  );
const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, second));
const parcel = (key: string) => ({ key, carrier: 'DHL', trackingNumber: key, trackingUrl: null });
const shown = (orderId: string) => parts.get(OrdersReadModel).findDetail(orderId);

describe('a paid order with known lines', () => {
  it('is submitted to its provider, and the submission is enqueued once', async () => {
    const { orderId, runs } = await begun();
    const [run, ...more] = runs;
    expect(more).toEqual([]);
    if (!run) throw new Error('Nothing is to be submitted.');

    expect(await submit(run)).toEqual({ outcome: 'done' });
    expect(await submit(run)).toEqual({ outcome: 'done' });
    const order = await shown(orderId);
    expect(await messages(orderId)).toEqual([
      'Order placed — £43.00 via Stripe',
      `Submitted to Printify (${atPrintify().at(0)?.id ?? ''})`,
    ]);
    expect([order?.status, submissions()]).toEqual(['submitted', 1]);
  });

  it('is never submitted when it is a demo order', async () => {
    const orders = parts.get(OrdersService);
    await parts.get(Database).transaction(async (tx) => {
      const { id } = await orders.place(tx, aCheckout({ isDemo: true }), new Date());
      await orders.storeLines(tx, id, [tee]);
    });
    expect(await jobs.waiting('submit-fulfilment')).toEqual([]);
  });

  it('is not submitted when it is a demo order whose provider has become real since', async () => {
    const { runs } = await begun();
    await parts.rows('update customer_order set is_demo = true');
    for (const run of runs) expect(await submit(run)).toEqual({ outcome: 'done' });
    expect(runs).toHaveLength(1);
    expect(submissions()).toBe(0);
  });

  it('records that its lines name no provider', async () => {
    const { orderId, runs } = await begun([{ ...tee, provider: null, title: 'Mug' }]);
    expect(runs).toEqual([]);
    expect(await messages(orderId)).toContain('Submission failed: no provider is assigned to Mug');
    expect((await shown(orderId))?.fulfilmentError).toBe('no provider is assigned to Mug');
  });
});

describe('an order with a line that no provider makes', () => {
  const mug: NewOrderLine = { ...tee, provider: null, title: 'Mug' };
  const missing = 'no provider is assigned to Mug';
  const allDelivered: FulfilmentUpdate[] = [
    { kind: 'parcel_shipped', parcel: parcel('one'), at: at(2) },
    { kind: 'parcel_delivered', parcel: parcel('one'), at: at(4) },
    { kind: 'all_shipped', at: at(2) },
  ];
  const review = () => jobs.runWaiting('review-order');
  const state = async (orderId: string) => {
    const { status, fulfilmentError } = (await shown(orderId)) ?? {};
    return [status, fulfilmentError];
  };

  it('says so until a person has resolved that, however far its other part is', async () => {
    const { orderId, runs } = await begun([mug, tee]);
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    await submit(run);
    expect(await state(orderId)).toEqual(['submitted', missing]);
    planUpdates(allDelivered);
    await jobs.run('refresh-fulfilment', {
      orderId,
      fulfilmentId: run.fulfilmentId,
      provider: 'printify',
      trigger: 'poll',
    });
    expect(await state(orderId)).toEqual(['partially_shipped', missing]);
    expect(await messages(orderId)).not.toContain('Delivered');

    const resolutions = parts.get(Resolutions);
    expect(await resolutions.resolveAllForOrder(orderId, 'Ada')).toHaveLength(1);
    await review();
    expect(await state(orderId)).toEqual(['delivered', null]);
    expect(await messages(orderId)).toContain('Delivered');
  });

  it('says so again when that is undone, and what its other part lacks comes first', async () => {
    sandbox.planFault({ service: 'printify', kind: 'reject', reason: 'The zip field is required.' });
    const { orderId, runs } = await begun([mug, tee]);
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    await submit(run, 1);
    expect(await state(orderId)).toEqual(['paid', 'the zip field is required']);
    await submit(run, 2);
    expect(await state(orderId)).toEqual(['submitted', missing]);

    const [{ id } = { id: '' }] = await parts.rows<{ id: string }>(
      `select id from activity_log where level = 'error' and resolved_at is null`,
    );
    await parts.get(Resolutions).resolve({ ids: [id] }, 'Ada');
    await review();
    expect(await state(orderId)).toEqual(['submitted', null]);
    await parts.get(Resolutions).reopen([id]);
    await review();
    expect(await state(orderId)).toEqual(['submitted', missing]);
  });
});

describe('a submission that fails', () => {
  it('is attempted three times, each attempt is recorded, and success resolves the failures', async () => {
    sandbox.planFault({ service: 'printify', kind: 'reject', reason: 'insufficient stock for M Black' });
    sandbox.planFault({ service: 'printify', kind: 'drop_response' });
    const { orderId, runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');

    expect(await submit(run, 1)).toMatchObject({ outcome: 'retry' });
    expect((await shown(orderId))?.fulfilmentError).toBe('insufficient stock for M Black');
    expect(await submit(run, 2)).toMatchObject({ outcome: 'retry' });
    expect(await submit(run, 3)).toEqual({ outcome: 'done' });

    expect(await messages(orderId)).toEqual([
      'Order placed — £43.00 via Stripe',
      'Submission to Printify failed: insufficient stock for M Black [order.submitted]',
      'Submission retried — attempt 2 of 3',
      'Submission to Printify failed: the connection was cut',
      'Submission retried — attempt 3 of 3',
      `Submitted to Printify (${atPrintify().at(0)?.id ?? ''})`,
    ]);
    expect((await shown(orderId))?.fulfilmentError).toBeNull();
    expect(atPrintify()).toHaveLength(1);
    // its webhooks named an order that Daybook did not know yet
    expect(await jobs.waiting('refresh-fulfilment')).toHaveLength(1);
  });

  it('permanently can be started again by a person, which ends the old round', async () => {
    sandbox.planFault({ service: 'printify', kind: 'reject', reason: 'The zip field is required.' });
    const { orderId, runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    expect(await submit(run, 3)).toMatchObject({ outcome: 'discard' });

    await parts.get(Database).transaction((tx) => parts.get(ResubmitOrder).resubmit(tx, orderId, 'Ada'));
    expect(await submit(run, 1)).toEqual({ outcome: 'done' });
    expect(submissions()).toBe(1);
    const [again, ...others] = await jobs.waiting<Round>('submit-fulfilment');
    expect([again, others]).toMatchObject([{ round: 2 }, []]);
    expect(await submit(again ?? run, 1)).toEqual({ outcome: 'done' });
    expect(submissions()).toBe(2);
    expect(await messages(orderId)).toEqual([
      'Order placed — £43.00 via Stripe',
      'Submission retried — attempt 3 of 3',
      'Submission to Printify failed: the zip field is required — gave up after 3 attempts [order.submitted]',
      'Submission retried — attempt 4 of 6',
      `Submitted to Printify (${atPrintify().at(0)?.id ?? ''})`,
    ]);
  });

  it('says when the next attempt is made and which it is, or that none is', async () => {
    sandbox.planFault({ service: 'printify', kind: 'reject', reason: 'The zip field is required.', times: 3 });
    const { orderId, runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    const failures = async () =>
      (await parts.get(OrdersReadModel).timeline(orderId))?.items
        .filter(({ eventType }) => eventType === 'order.submission_failed')
        .map(({ payload }) => payload);
    const before = Date.now();
    const result = await submit(run, 1);
    const delayMs = result.outcome === 'retry' ? result.delaySeconds * 1_000 : Number.NaN;
    const [first] = (await failures()) ?? [];
    const nextAt = Date.parse(String(first?.['nextAttemptAt']));
    expect(first).toMatchObject({ attempt: 1, of: 3 });
    expect([nextAt >= before + delayMs, nextAt <= Date.now() + delayMs]).toEqual([true, true]);

    await submit(run, 3);
    expect((await failures())?.at(-1)).toEqual({
      ...{ provider: 'printify', reason: 'the zip field is required' },
      ...{ attempt: 3, of: 3, gaveUpAfter: 3 },
    });
    await parts.get(Database).transaction((tx) => parts.get(ResubmitOrder).resubmit(tx, orderId, 'Ada'));
    const again = (await jobs.waiting<Round>('submit-fulfilment')).at(-1);
    await submit(again ?? run, 1);
    expect((await failures())?.at(-1)).toMatchObject({ attempt: 4, of: 6, nextAttemptAt: expect.any(String) });
  });

  it('because it is too slow is recorded before its time limit, and the next attempt honours retry-after', async () => {
    sandbox.planFault({ service: 'printify', kind: 'hang' });
    sandbox.planFault({ service: 'printify', kind: 'rate_limit', retryAfterSeconds: 30 });
    const { orderId, runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');

    const policies = jest.spyOn(parts.get(JobPolicies), 'get');
    // long enough for the request to arrive: otherwise the fault would hit the next one
    const policy = { maxAttempts: 3, backoffSeconds: 1, maxBackoffSeconds: 1, timeoutSeconds: 5, concurrency: 1 };
    policies.mockReturnValue(policy);
    expect(await submit(run, 1)).toEqual({ outcome: 'retry', reason: 'it took longer than 5 s', delaySeconds: 1 });
    // the second failure in a row: the provider is not taking orders
    expect(await submit(run, 2)).toEqual({
      outcome: 'snooze',
      reason: 'the service it needs is unavailable',
      delaySeconds: 30,
    });
    policies.mockRestore();
    expect(await messages(orderId)).toEqual([
      'Order placed — £43.00 via Stripe',
      'Submission to Printify failed: it took longer than 5 s',
      'Submission retried — attempt 2 of 3',
      'Submission to Printify failed: API rate limit exceeded',
    ]);
  });

  it('because the order has no shipping address says so, and goes on once a person has given one', async () => {
    const { orderId, runs } = await begun([tee], null);
    for (const run of runs) expect(await submit(run)).toMatchObject({ outcome: 'retry' });
    expect(await messages(orderId)).toContain('Submission to Printify failed: the order has no shipping address');
    expect((await shown(orderId))?.fulfilmentError).toBe('the order has no shipping address');
    await parts.rows('delete from pgboss.job');

    await parts.get(Database).transaction(async (tx) => {
      expect(await parts.get(CorrectAddress).correct(tx, orderId, address, 'Ada')).toEqual({ outcome: 'corrected' });
      await parts.get(ResubmitOrder).resubmit(tx, orderId, 'Ada');
    });
    expect(await messages(orderId)).toContain(
      'Shipping address corrected: none → Ada Green, 12 Mill Lane, Totnes, TQ9 5AB, GB',
    );
    for (const run of await jobs.waiting<Round>('submit-fulfilment'))
      expect(await submit(run)).toEqual({ outcome: 'done' });
    expect(atPrintify().map(({ recipient }) => recipient['address1'])).toEqual([address.line1]);
  });

  it('blocks address corrections while it is in progress', async () => {
    const { orderId, runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    const correct = () =>
      parts
        .get(Database)
        .transaction((tx) =>
          parts.get(CorrectAddress).correct(tx, orderId, { ...address, line1: '1 New Road' }, 'Ada'),
        );
    const meanwhile: unknown[] = [];
    sandbox.printify.once(/^POST/, async (_request, _response, forward) => {
      meanwhile.push(await correct());
      return forward();
    });
    await submit(run);

    expect(meanwhile).toEqual([
      { outcome: 'refused', reason: 'The order is being submitted right now: try again in a moment.' },
    ]);
    expect(await correct()).toMatchObject({ outcome: 'refused' });
    expect(atPrintify().map(({ recipient }) => recipient['address1'])).toEqual([address.line1]);
  });

  it('never runs twice at the same time', async () => {
    const { runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    const [started, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    sandbox.printify.once(/^POST/, async (_request, _response, forward) => {
      started.resolve();
      await held.promise;
      return forward();
    });
    const first = submit(run);
    await started.promise;
    const second = await submit(run);
    held.resolve();
    const outcomes = [second, await first].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['snooze', 'done']);
    expect(submissions()).toBe(1);
  });
});

const updates = [
  { kind: 'in_production' as const, at: at(1) },
  { kind: 'parcel_shipped' as const, parcel: parcel('one'), at: at(2) },
  { kind: 'parcel_shipped' as const, parcel: parcel('two'), at: at(3) },
  { kind: 'parcel_delivered' as const, parcel: parcel('one'), at: at(4) },
  { kind: 'parcel_delivered' as const, parcel: parcel('two'), at: at(5) },
];
/** The order as the provider shows it at the end: without times. */
const asReadAfterwards: FulfilmentUpdate[] = [
  { kind: 'in_production', at: null },
  { kind: 'parcel_shipped', parcel: parcel('one'), at: null },
  { kind: 'parcel_shipped', parcel: parcel('two'), at: null },
  { kind: 'all_shipped', at: null },
];

describe('updates from providers', () => {
  it('produce the same order and timeline in all 120 permutations, each update applied twice', async () => {
    const outcomes = new Set<string>();
    for (const order of permutations(updates)) {
      const { orderId, runs } = await begun();
      const [run] = runs.slice(-1);
      if (!run) throw new Error('Nothing is to be submitted.');
      await submit(run);
      for (const item of order) {
        planUpdates([item]);
        await refreshByWebhook(run.fulfilmentId);
        await refreshByWebhook(run.fulfilmentId);
        if (item.kind === 'in_production') continue;
        planUpdates(asReadAfterwards);
        await refreshByWebhook(run.fulfilmentId);
      }
      const timeline = (await parts.get(OrdersReadModel).timeline(orderId))?.items
        .filter(({ eventType }) => !['order.created', 'order.submitted'].includes(eventType))
        .map(({ message, occurredAt }) => `${occurredAt.slice(17, 19)} ${message}`);
      const { status, fulfilments } = (await shown(orderId)) ?? {};
      const parcels = fulfilments?.map(({ shipments, status: its }) => ({
        its,
        shipments: shipments.toSorted((a, b) => (a.trackingNumber ?? '').localeCompare(b.trackingNumber ?? '')),
      }));
      outcomes.add(JSON.stringify({ timeline, status, parcels }));
      await parts.rows('delete from pgboss.job');
    }
    expect([...outcomes]).toHaveLength(1);
    const [only = '{}'] = outcomes;
    expect(JSON.parse(only)).toMatchObject({
      status: 'delivered',
      timeline: [
        '01 In production at Printify',
        '02 Shipped via DHL — tracking: one',
        '03 Shipped via DHL — tracking: two',
        '05 Delivered',
      ],
    });
  }, 300_000);

  it('from two providers form one timeline: delivered when every remaining part is, with the cancelled part recorded', async () => {
    const { orderId, runs } = await begun([tee, poster]);
    for (const run of runs) await submit(run);
    const ids = await parts.rows<{ id: string }>('select id from fulfilment order by provider desc');
    const [one = '', other = ''] = ids.map(({ id }) => id);
    expect((await shown(orderId))?.status).toBe('submitted');

    planUpdates([...updates.filter(({ kind }) => kind !== 'in_production'), { kind: 'all_shipped', at: at(2) }]);
    await refreshByWebhook(one);
    expect((await shown(orderId))?.status).toBe('partially_shipped');
    expect(await messages(orderId)).not.toContain('Delivered');
    planUpdates([{ kind: 'cancelled', reason: null, at: at(5) }], 'printful');
    await refreshByWebhook(other);
    expect(await messages(orderId)).toEqual(
      expect.arrayContaining(['Printful’s part of the order cancelled', 'Delivered']),
    );
    expect((await shown(orderId))?.status).toBe('delivered');
  });

  it('record an issue once, however often it is polled, until it clears', async () => {
    const { orderId, runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    await submit(run);
    planUpdates([{ kind: 'on_hold', reason: 'shipping address is incomplete', at: null }]);
    await poll(run.fulfilmentId);
    await poll(run.fulfilmentId);
    await poll(run.fulfilmentId);
    planUpdates([{ kind: 'released', at: null }]);
    await poll(run.fulfilmentId);
    await poll(run.fulfilmentId);
    planUpdates([{ kind: 'on_hold', reason: 'the design is missing', at: null }]);
    await poll(run.fulfilmentId);

    expect((await messages(orderId))?.slice(2)).toEqual([
      'On hold at Printify: shipping address is incomplete',
      'On hold at Printify: the design is missing',
    ]);
    const open = await parts.rows(`select 1 from activity_log where level = 'warning' and resolved_at is null`);
    expect(open).toHaveLength(1);
  });

  it('that report production clear an issue that was never reported as cleared', async () => {
    const { orderId, runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    await submit(run);
    for (const item of ['in_production', 'on_hold', 'in_production', 'problem', 'in_production'] as const) {
      planUpdates([{ kind: item, reason: 'the design is missing', at: null }]);
      await poll(run.fulfilmentId);
    }

    expect((await messages(orderId))?.slice(2)).toEqual([
      'In production at Printify',
      'On hold at Printify: the design is missing',
      'Problem at Printify: the design is missing',
    ]);
    expect(await parts.rows(`select 1 from activity_log where level <> 'info' and resolved_at is null`)).toEqual([]);
  });

  it('are ignored when a newer one was applied while their response was delayed', async () => {
    const { runs } = await begun();
    const [run] = runs;
    if (!run) throw new Error('Nothing is to be submitted.');
    await submit(run);
    const reading = planUpdates([]);
    reading.mockImplementationOnce(async () => {
      reading.mockResolvedValueOnce([{ kind: 'in_production', at: new Date() }]);
      await refreshByWebhook(run.fulfilmentId);
      return [{ kind: 'on_hold', reason: 'the design is missing', at: null }];
    });
    await poll(run.fulfilmentId);

    expect(await parts.rows(`select 1 from activity_log where level = 'warning' and resolved_at is null`)).toEqual([]);
  });

  const refreshed = (fulfilmentId: string) => ({ orderId: randomUUID(), fulfilmentId, provider: 'printify' });
  const refreshByWebhook = (fulfilmentId: string) =>
    jobs.run('refresh-fulfilment', { ...refreshed(fulfilmentId), trigger: 'webhook' });
  const poll = (fulfilmentId: string) =>
    jobs.run('refresh-fulfilment', { ...refreshed(fulfilmentId), trigger: 'poll' });
});
