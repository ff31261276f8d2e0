import type { JobListQuery, JobState } from '@daybook/contract';
import { expect, it } from '@jest/globals';
import { waitFor } from '../../../test/support/wait-for.js';
import { done, discard, retry } from '../src/job-worker.js';
import type { ListedJob } from '../src/list/job-list.js';
import { useQueue, type QueueKind } from './contract/queue-bench.js';

const none = { count: 0, capped: false };

/** What the list of jobs shows and does, whichever queue they are in. */
export function jobListContract(kind: QueueKind): void {
  const bench = useQueue(kind);
  const { open, work } = bench;
  const list = () => bench.jobs.list;
  const ask = (...orderIds: string[]) =>
    bench.jobs.database.transaction(async (tx) => {
      for (const orderId of orderIds) await bench.jobs.queue.enqueue(tx, 'fetch-order-lines', { orderId });
    });
  const page = (query: Partial<JobListQuery> = {}) => list().page({ limit: 50, ...query });
  const all = async (state?: JobState) => (await page(state ? { state } : {})).items;
  const once = (state: JobState): Promise<ListedJob> => waitFor(async () => (await all(state))[0]);
  const orders = (items: ListedJob[]) => items.map(({ data }) => ('orderId' in data ? data.orderId : null));

  it('tells those that wait, newest first, and when they are due', async () => {
    await open();
    const startAfter = new Date('2100-01-01T00:00:00.000Z');
    await ask('now');
    await bench.ask('later', { startAfter });

    const [later, now] = await all();
    expect(later).toMatchObject({ data: { orderId: 'later' }, state: 'waiting', dueAt: startAfter });
    expect(now).toMatchObject({ tries: 0, triesGranted: 3, lastError: null, givenUpAt: null, state: 'waiting' });
    expect(await list().counts()).toEqual({ waiting: { count: 2, capped: false }, running: none, discarded: none });
  });

  it('tells one that runs, which cannot be run besides, and forgets it when it is done', async () => {
    await open();
    const running = Promise.withResolvers<void>();
    await work(async () => {
      await running.promise;
      return done;
    });
    await ask('running');
    const job = await once('running');
    expect(job).toMatchObject({ tries: 1, dueAt: null });
    expect(await list().run(job.id)).toBe(false);

    running.resolve();
    await waitFor(async () => (await all()).length === 0);
  });

  it('tells why one failed that is to be tried again, and has it tried at once', async () => {
    await open({ backoffSeconds: 3_600, maxBackoffSeconds: 3_600 });
    const tries: number[] = [];
    await work(async (_, { attempt: number }) => {
      tries.push(number);
      return number === 1 ? retry('Stripe did not answer') : done;
    });
    await ask('stubborn');
    const job = await waitFor(async () => (await all('waiting')).find(({ lastError }) => lastError !== null));
    expect(job).toMatchObject({ tries: 1, lastError: 'Stripe did not answer' });
    expect(job.dueAt?.getTime()).toBeGreaterThan(job.enqueuedAt.getTime() + 3_000_000);

    expect(await list().run(job.id)).toBe(true);
    await waitFor(() => tries.length === 2);
    expect(tries).toEqual([1, 2]);
  });

  it('keeps one that was given up, and asks for it anew, once', async () => {
    await open();
    const tries: number[] = [];
    await work(async (_, { attempt: number }) => {
      tries.push(number);
      return tries.length === 1 ? discard('no such order') : done;
    });
    await ask('hopeless');
    const job = await once('discarded');
    expect(job).toMatchObject({ lastError: 'no such order', dueAt: null, givenUpAt: expect.any(Date) });
    expect((await list().counts()).discarded).toEqual({ count: 1, capped: false });

    const runs = await Promise.all([list().run(job.id), list().run(job.id)]);
    expect(runs.toSorted()).toEqual([false, true]);
    await waitFor(async () => tries.length === 2 && (await all()).length === 0);
    expect(tries).toEqual([1, 1]);
  });

  it('is read page by page, none twice and none left out', async () => {
    await open();
    await ask('one', 'two', 'three');
    await ask('four', 'five');
    const read: ListedJob[] = [];
    let before: string | undefined;
    do {
      const { items, next } = await page({ limit: 2, ...(before !== undefined && { before }) });
      read.push(...items);
      before = next ?? undefined;
    } while (before !== undefined);

    expect(orders(read).toSorted()).toEqual(['five', 'four', 'one', 'three', 'two']);
    expect(orders(read).slice(0, 2).toSorted()).toEqual(['five', 'four']);
  });

  it('counts to 100', async () => {
    await open();
    await ask(...Array.from({ length: 101 }, (_, at) => `order ${at}`));
    expect((await list().counts()).waiting).toEqual({ count: 100, capped: true });
  });

  it('knows nothing of a job that is not there', async () => {
    await open();
    expect(await list().run('00000000-0000-7000-8000-000000000000')).toBe(false);
    expect(await all()).toEqual([]);
  });
}
