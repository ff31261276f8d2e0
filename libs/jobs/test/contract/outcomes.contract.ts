import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import { done, discard, retry } from '../../src/job-worker.js';
import type { QueueBench } from './queue-bench.js';

/** What a handler says, and what becomes of its job then. */
export function outcomesContract(queue: QueueBench): void {
  const { open, ask, work, note, handled } = queue;

  describe('outcomes', () => {
    it('tries again after a retry and after an error, and counts the tries', async () => {
      await open();
      const tries: [number, number][] = [];
      await work(async (_, { attempt: number, maxAttempts: of }) => {
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
      await open({ backoffSeconds: 1, maxBackoffSeconds: 1 });
      await work(async (data, attempt) => {
        await note(data, attempt);
        return data.orderId === 'failing' && attempt.attempt === 1 ? retry('not yet') : done;
      });
      await ask('failing');
      await waitFor(() => handled.length === 1);
      await ask('meanwhile');
      await waitFor(() => handled.length === 3);
      expect(handled).toEqual(['failing', 'meanwhile', 'failing']);
    });

    it('waits longer where a try says for how long', async () => {
      await open({ backoffSeconds: 1, maxBackoffSeconds: 1 });
      await work(async (data, attempt) => {
        await note(data, attempt);
        return data.orderId === 'failing' && attempt.attempt === 1 ? retry('not so fast', 4) : done;
      });
      await ask('failing');
      await waitFor(() => handled.length === 1);
      await ask('meanwhile', { startAfter: new Date(Date.now() + 1_500) });
      await waitFor(() => handled.length === 3);
      expect(handled).toEqual(['failing', 'meanwhile', 'failing']);
    });

    it('waits longer after each failure', async () => {
      await open({ backoffSeconds: 2, maxBackoffSeconds: 60 });
      await work(async (data, attempt) => {
        await note(data, attempt);
        return data.orderId === 'failing' && attempt.attempt < 3 ? retry('not yet') : done;
      });
      await ask('failing');
      await waitFor(() => handled.length === 2);
      // 2 s after the first, 4 s after the second
      await ask('meanwhile', { startAfter: new Date(Date.now() + 2_500) });
      await waitFor(() => handled.length === 4);
      expect(handled).toEqual(['failing', 'failing', 'meanwhile', 'failing']);
    });

    it.each([
      ['when the tries are used up', async () => retry('never'), 3],
      ['when the handler gives up', async () => discard('no such order'), 1],
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
      await open({ timeoutSeconds: 1, maxAttempts: 1 });
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

    it.each([
      ['is done', done],
      ['is to be tried again', retry('late')],
      ['is to be given up', discard('late')],
    ])('has one effect when it outlives its lease and then says that it %s', async (_, late) => {
      await open({ timeoutSeconds: 1 });
      const ending = Promise.withResolvers<void>();
      await work(async (data, attempt) => {
        if (data.orderId !== 'slow' || attempt.attempt > 1) return note(data, attempt);
        await ending.promise;
        return late;
      });
      await ask('slow');
      await waitFor(() => handled.length === 1);
      ending.resolve();
      await waitFor(async () => (await queue.jobs.left()) === 0);
      await ask('next');
      await waitFor(() => handled.includes('next'));
      expect(handled).toEqual(['slow', 'next']);
    });
  });
}
