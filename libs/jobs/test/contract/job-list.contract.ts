import type { JobListQuery, JobState } from '@daybook/contract';
import { expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import type { ListedJob } from '../../src/job-list.js';
import { discard, done, retry } from '../../src/job-outcome.js';
import { useQueue, type QueueAdapter } from './test-queue.js';

const none = { count: 0, isCapped: false };

/** What the list of jobs shows and does with every adapter. */
export function jobListContract(adapter: QueueAdapter): void {
  const tools = useQueue(adapter);
  const { open, start, enqueue, enqueueAll } = tools;
  const list = () => tools.jobs.list;
  const page = (query: Partial<JobListQuery> = {}) => list().list({ limit: 50, ...query });
  const jobs = async (state?: JobState) => (await page(state ? { state } : {})).items;
  const firstJob = (state: JobState): Promise<ListedJob> => waitFor(async () => (await jobs(state))[0]);
  const orderIds = (items: ListedJob[]) => items.map(({ data }) => ('orderId' in data ? data.orderId : null));

  it('lists waiting jobs newest first, with the time they are due', async () => {
    await open();
    const startAfter = new Date('2100-01-01T00:00:00.000Z');
    await enqueue('now');
    await enqueue('later', { startAfter });

    const [later, now] = await jobs();
    expect(later).toMatchObject({ data: { orderId: 'later' }, state: 'waiting', dueAt: startAfter });
    expect(now).toMatchObject({ attempts: 0, maxAttempts: 3, lastError: null, discardedAt: null, state: 'waiting' });
    expect(await list().counts()).toEqual({ waiting: { count: 2, isCapped: false }, running: none, discarded: none });
  });

  it('lists a running job, which cannot be run now, until it is done', async () => {
    await open();
    const running = Promise.withResolvers<void>();
    await start(async () => {
      await running.promise;
      return done;
    });
    await enqueue('running');
    const job = await firstJob('running');
    expect(job).toMatchObject({ attempts: 1, dueAt: null });
    expect(await list().runNow(job.id)).toEqual({ outcome: 'gone' });

    running.resolve();
    await waitFor(async () => (await jobs()).length === 0);
  });

  it('shows why the last attempt failed, and runs a waiting job now', async () => {
    await open({ backoffSeconds: 3_600, maxBackoffSeconds: 3_600 });
    const attempts: number[] = [];
    await start(async (_, { number: attempt }) => {
      attempts.push(attempt);
      return attempt === 1 ? retry('Stripe did not answer') : done;
    });
    await enqueue('failing');
    const job = await waitFor(async () => (await jobs('waiting')).find(({ lastError }) => lastError !== null));
    expect(job).toMatchObject({ attempts: 1, lastError: 'Stripe did not answer' });
    expect(job.dueAt?.getTime()).toBeGreaterThan(job.enqueuedAt.getTime() + 3_000_000);

    expect(await list().runNow(job.id)).toEqual({ outcome: 'started' });
    await waitFor(() => attempts.length === 2);
    expect(attempts).toEqual([1, 2]);
  });

  it('keeps a discarded job, and enqueues it again once, with its attempts counted on', async () => {
    await open();
    const attempts: string[] = [];
    await start(async (_, { number: attempt, maxAttempts }) => {
      attempts.push(`${attempt} of ${maxAttempts}`);
      return attempts.length < 3 ? discard('no such order') : done;
    });
    await enqueue('failing');
    const job = await firstJob('discarded');
    expect(job).toMatchObject({ lastError: 'no such order', dueAt: null, discardedAt: expect.any(Date) });
    expect((await list().counts()).discarded).toEqual({ count: 1, isCapped: false });

    const runs = await Promise.all([list().runNow(job.id), list().runNow(job.id)]);
    expect(runs.map(({ outcome }) => outcome).toSorted()).toEqual(['gone', 'started']);
    const again = await waitFor(async () => (await jobs('discarded')).find(({ id }) => id !== job.id));
    expect(again).toMatchObject({ attempts: 2, maxAttempts: 4, data: { orderId: 'failing' } });
    await list().runNow(again.id);
    await waitFor(async () => attempts.length === 3 && (await jobs()).length === 0);
    expect(attempts).toEqual(['1 of 3', '2 of 4', '3 of 5']);
  });

  it('lists no job any more that was dropped, waiting or discarded, and keeps those of others', async () => {
    await open();
    const running = Promise.withResolvers<void>();
    await start(async ({ orderId }) => {
      if (orderId === 'kept') await running.promise;
      return discard('no such order');
    });
    await enqueue('dropped');
    await firstJob('discarded');
    await enqueue('kept');
    await firstJob('running');
    await enqueue('dropped');
    expect([await tools.drop('dropped'), await tools.drop('kept')]).toEqual([2, 0]);
    expect(orderIds(await jobs())).toEqual(['kept']);
    running.resolve();
    await firstJob('discarded');
    await tools.drop('kept');
    expect(await jobs()).toEqual([]);
  });

  it('pages through jobs without repeating or skipping one', async () => {
    await open();
    await enqueueAll(['one', 'two', 'three']);
    await enqueueAll(['four', 'five']);
    const listed: ListedJob[] = [];
    let before: string | undefined;
    do {
      const { items, next } = await page({ limit: 2, ...(before !== undefined && { before }) });
      listed.push(...items);
      before = next ?? undefined;
    } while (before !== undefined);

    expect(orderIds(listed).toSorted()).toEqual(['five', 'four', 'one', 'three', 'two']);
    expect(orderIds(listed).slice(0, 2).toSorted()).toEqual(['five', 'four']);
  });

  it('counts up to 100 jobs', async () => {
    await open();
    await enqueueAll(Array.from({ length: 101 }, (_, index) => `order ${index}`));
    expect((await list().counts()).waiting).toEqual({ count: 100, isCapped: true });
  });

  it('cannot run a job that does not exist', async () => {
    await open();
    expect(await list().runNow('00000000-0000-7000-8000-000000000000')).toEqual({ outcome: 'gone' });
    expect(await jobs()).toEqual([]);
  });
}
