import type { Database } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../test/support/wait-for.js';
import { jobPolicies, type JobPolicies, type JobPolicy } from '../src/job-map.js';
import type { JobQueue } from '../src/job-queue.js';
import { handlersWith } from './handlers-with.js';
import { done, giveUp, retry, type JobHandler, type JobHandlers } from '../src/job-worker.js';

/** A queue on an empty database, with a worker that has not begun. */
export interface QueueUnderTest {
  database: Database;
  queue: JobQueue;
  work(handlers: JobHandlers): Promise<void>;
  /** Stops the worker as the end of its process does. */
  stopWorking(): Promise<void>;
  close(): Promise<void>;
}
export type MakeQueue = (policies: JobPolicies) => Promise<QueueUnderTest>;

type FetchOrderLines = JobHandler<'fetch-order-lines'>;

const quick: JobPolicy = { attempts: 3, retrySeconds: 0, retrySecondsMax: 0, leaseSeconds: 20, atOnce: 1 };
export const policiesLike = (policy: Partial<JobPolicy>): JobPolicies => ({
  ...jobPolicies,
  'fetch-order-lines': { ...quick, ...policy },
});

/** What every adapter of `JobQueue` and `JobWorker` has to do. */
export function jobQueueContract(makeQueue: MakeQueue): void {
  let jobs: QueueUnderTest;
  let handled: string[];
  const open = async (policy: Partial<JobPolicy> = {}) => (jobs = await makeQueue(policiesLike(policy)));
  const ask = (orderId: string, options?: { startAfter?: Date; key?: string }) =>
    jobs.database.transaction((tx) => jobs.queue.ask(tx, 'fetch-order-lines', { orderId }, options));
  const work = (handler: FetchOrderLines) => jobs.work(handlersWith({ 'fetch-order-lines': handler }));
  const note: FetchOrderLines = async ({ orderId }) => {
    handled.push(orderId);
    return done;
  };

  beforeEach(() => {
    handled = [];
  });
  afterEach(() => jobs.close());

  describe('asking', () => {
    it('runs a job once when its transaction commits', async () => {
      await open();
      await work(note);
      await ask('committed');
      await waitFor(() => handled.length > 0);
      await ask('after it');
      await waitFor(() => handled.length > 1);
      expect(handled).toEqual(['committed', 'after it']);
    });

    it('forgets a job whose transaction rolls back', async () => {
      await open();
      await work(note);
      const change = jobs.database.transaction(async (tx) => {
        await jobs.queue.ask(tx, 'fetch-order-lines', { orderId: 'rolled back' });
        await jobs.queue.ask(tx, 'fetch-order-lines', { orderId: 'rolled back' }, { key: 'one' });
        throw new Error('the change failed');
      });
      await expect(change).rejects.toThrow('the change failed');
      await ask('committed');
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['committed']);
    });

    it('keeps a job until there is a worker', async () => {
      await open();
      await ask('early');
      await work(note);
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['early']);
    });

    it('works off jobs that were asked for in one transaction without waiting between them', async () => {
      await open();
      await work(note);
      const ids = Array.from({ length: 200 }, (_, at) => `order ${at}`);
      await jobs.database.transaction(async (tx) => {
        for (const orderId of ids) await jobs.queue.ask(tx, 'fetch-order-lines', { orderId });
      });
      await waitFor(() => handled.length === ids.length);
      expect(new Set(handled)).toEqual(new Set(ids));
    });

    it('starts a job no earlier than asked', async () => {
      await open();
      const startAfter = new Date(Date.now() + 1_500);
      let startedAt = 0;
      await work(async (data, attempt) => {
        if (data.orderId === 'later') startedAt = Date.now();
        return note(data, attempt);
      });
      await ask('later', { startAfter });
      await ask('now');
      await waitFor(() => handled.length === 2);
      expect(handled).toEqual(['now', 'later']);
      expect(startedAt).toBeGreaterThanOrEqual(startAfter.getTime());
    });
  });

  describe('a key', () => {
    it('keeps one waiting job, with the newest data', async () => {
      await open();
      await ask('first', { key: 'one' });
      await ask('second', { key: 'one' });
      await ask('other', { key: 'two' });
      await work(note);
      await ask('last');
      await waitFor(() => handled.includes('last'));
      expect(handled).toEqual(['second', 'other', 'last']);
    });

    it('keeps one waiting job when two ask at the same moment', async () => {
      await open();
      await Promise.all(Array.from({ length: 8 }, () => ask('same', { key: 'one' })));
      await work(note);
      await ask('last');
      await waitFor(() => handled.includes('last'));
      expect(handled).toEqual(['same', 'last']);
    });

    it('adds a job once the one of its key has started', async () => {
      await open({ atOnce: 2 });
      const started = Promise.withResolvers<void>();
      const running = Promise.withResolvers<void>();
      await work(async (data, attempt) => {
        if (data.orderId !== 'first') return note(data, attempt);
        started.resolve();
        await running.promise;
        return note(data, attempt);
      });
      await ask('first', { key: 'one' });
      await started.promise;
      await ask('second', { key: 'one' });
      await waitFor(() => handled.includes('second'));
      running.resolve();
      await waitFor(() => handled.length === 2);
      expect(handled).toEqual(['second', 'first']);
    });

    it('keeps a waiting job from starting before the change that asked again is committed', async () => {
      await open();
      await ask('first', { key: 'one' });
      await jobs.database.transaction(async (tx) => {
        await jobs.queue.ask(tx, 'fetch-order-lines', { orderId: 'second' }, { key: 'one' });
        await work(note);
        await ask('other');
        await waitFor(() => handled.length > 0);
        expect(handled).toEqual(['other']);
      });
      await waitFor(() => handled.length === 2);
      expect(handled).toEqual(['other', 'second']);
    });
  });

  describe('outcomes', () => {
    it('tries again after a retry and after an error, and counts the tries', async () => {
      await open();
      const tries: [number, number][] = [];
      await work(async (_, { number, of }) => {
        tries.push([number, of]);
        if (number === 1) return retry('not yet');
        if (number === 2) throw new Error('a fault');
        return done;
      });
      await ask('stubborn');
      await waitFor(() => tries.length === 3);
      expect(tries).toEqual([
        [1, 3],
        [2, 3],
        [3, 3],
      ]);
    });

    it('waits between two tries as the policy says', async () => {
      await open({ retrySeconds: 1, retrySecondsMax: 1 });
      await work(async (data, attempt) => {
        await note(data, attempt);
        return data.orderId === 'failing' && attempt.number === 1 ? retry('not yet') : done;
      });
      await ask('failing');
      await waitFor(() => handled.length === 1);
      await ask('meanwhile');
      await waitFor(() => handled.length === 3);
      expect(handled).toEqual(['failing', 'meanwhile', 'failing']);
    });

    it.each([
      ['when the tries are used up', async () => retry('never'), 3],
      ['when the handler gives up', async () => giveUp('no such order'), 1],
    ] as const)('ends a job %s', async (_, fail, tries) => {
      await open();
      await work(async (data, attempt) => {
        await note(data, attempt);
        return data.orderId === 'hopeless' ? fail() : done;
      });
      await ask('hopeless');
      await waitFor(() => handled.length === tries);
      await ask('next');
      await waitFor(() => handled.includes('next'));
      expect(handled).toEqual([...Array<string>(tries).fill('hopeless'), 'next']);
    });

    it('ends a try that takes too long, and works on', async () => {
      await open({ leaseSeconds: 1, attempts: 1 });
      let aborted = false;
      await work(async (data, attempt) => {
        if (data.orderId !== 'hanging') return note(data, attempt);
        attempt.signal.addEventListener('abort', () => (aborted = true));
        return new Promise(() => undefined);
      });
      await ask('hanging');
      await ask('next');
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['next']);
      expect(aborted).toBe(true);
    });
  });

  describe('stopping', () => {
    it('finishes the running job and takes no other', async () => {
      await open();
      const running = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      await work(async (data, attempt) => {
        started.resolve();
        await running.promise;
        return note(data, attempt);
      });
      await ask('running');
      await started.promise;
      const stopped = jobs.stopWorking();
      await ask('too late');
      running.resolve();
      await stopped;
      expect(handled).toEqual(['running']);
    });
  });
}
