import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import { discard, done, retry, snooze } from '../../src/job-outcome.js';
import type { QueueTools } from './test-queue.js';

export function outcomesContract(tools: QueueTools): void {
  const { open, enqueue, enqueueAll, start, record, handled } = tools;

  describe('outcomes', () => {
    it('attempts a job again after a retry and after an error, and counts the attempts', async () => {
      await open();
      const attempts: [number, number][] = [];
      await start(async (_, { number: attempt, maxAttempts }) => {
        attempts.push([attempt, maxAttempts]);
        if (attempt === 1) return retry('not yet');
        if (attempt === 2) throw new Error('a fault');
        return done;
      });
      await enqueue('failing');
      await waitFor(() => attempts.length === 3);
      expect(attempts).toEqual([
        [1, 3],
        [2, 3],
        [3, 3],
      ]);
    });

    it('does not count an attempt that snoozes, the first or a later one', async () => {
      await open();
      const attempts: number[] = [];
      await start(async (_, { number: attempt }) => {
        attempts.push(attempt);
        if (attempts.length === 2) return retry('not yet');
        return attempts.length < 4 ? snooze('too early', 0) : done;
      });
      await enqueue('early');
      await waitFor(() => attempts.length === 4);
      expect(attempts).toEqual([1, 1, 2, 2]);
    });

    it('runs a new job before those that snooze again and again', async () => {
      await open();
      await start(async (data, attempt) => {
        await record(data, attempt);
        return data.orderId === 'new' ? done : snooze('too early', 0);
      });
      await enqueueAll(['one', 'two', 'three']);
      await waitFor(() => handled.includes('three'));
      await enqueue('new');
      await waitFor(() => handled.includes('new'));
    });

    /** Milliseconds between the attempts of a job that is retried until its last. */
    async function pausesBetweenAttempts(attempts: number, retryAfterSeconds?: number): Promise<number[]> {
      const startedAt: number[] = [];
      await start(async (_, attempt) => {
        startedAt.push(Date.now());
        return attempt.number < attempts ? retry('not yet', retryAfterSeconds) : done;
      });
      await enqueue('failing');
      await waitFor(() => startedAt.length === attempts);
      return startedAt.slice(1).map((time, index) => time - (startedAt[index] ?? 0));
    }

    it('waits between two attempts as the policy says', async () => {
      await open({ backoffSeconds: 1, maxBackoffSeconds: 1 });
      const [pause] = await pausesBetweenAttempts(2);
      expect(pause).toBeGreaterThanOrEqual(1_000);
    });

    it('runs other jobs between two attempts', async () => {
      await open({ backoffSeconds: 3_600, maxBackoffSeconds: 3_600 });
      await start(async (data, attempt) => {
        await record(data, attempt);
        return data.orderId === 'failing' ? retry('not yet') : done;
      });
      await enqueue('failing');
      await waitFor(() => handled.length === 1);
      await enqueue('meanwhile');
      await waitFor(() => handled.length === 2);
      expect(handled).toEqual(['failing', 'meanwhile']);
    });

    it('waits longer when the handler says for how long', async () => {
      await open({ backoffSeconds: 1, maxBackoffSeconds: 1 });
      const [pause] = await pausesBetweenAttempts(2, 4);
      expect(pause).toBeGreaterThanOrEqual(4_000);
    });

    it('waits longer after each failure', async () => {
      await open({ backoffSeconds: 2, maxBackoffSeconds: 60 });
      const [first, second] = await pausesBetweenAttempts(3);
      expect(first).toBeGreaterThanOrEqual(2_000);
      expect(second).toBeGreaterThanOrEqual(4_000);
    });

    it.each([
      ['after its last attempt', async () => retry('never'), 3],
      ['when its handler says so', async () => discard('no such order'), 1],
    ] as const)('discards a job %s', async (_, fail, attempts) => {
      await open();
      await start(async (data, attempt) => {
        await record(data, attempt);
        return data.orderId === 'failing' ? fail() : done;
      });
      await enqueue('failing');
      await waitFor(() => handled.length === attempts);
      await enqueue('next');
      await waitFor(() => handled.includes('next'));
      expect(handled).toEqual([...Array<string>(attempts).fill('failing'), 'next']);
    });

    it('ends an attempt that times out, and runs the next job', async () => {
      await open({ timeoutSeconds: 1, maxAttempts: 1 });
      let aborted = false;
      await start(async (data, attempt) => {
        if (data.orderId !== 'hanging') return record(data, attempt);
        attempt.signal.addEventListener('abort', () => (aborted = true));
        return new Promise(() => undefined);
      });
      await enqueue('hanging');
      await enqueue('next');
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['next']);
      expect(aborted).toBe(true);
    });

    it.each([
      ['done', done],
      ['retry', retry('late')],
      ['discard', discard('late')],
    ])('ignores an attempt that has timed out and then returns `%s`', async (_, late) => {
      await open({ timeoutSeconds: 1 });
      const ending = Promise.withResolvers<void>();
      await start(async (data, attempt) => {
        if (data.orderId !== 'slow' || attempt.number > 1) return record(data, attempt);
        await ending.promise;
        return late;
      });
      await enqueue('slow');
      await waitFor(() => handled.length === 1);
      ending.resolve();
      await waitFor(async () => (await tools.jobs.countPending()) === 0);
      await enqueue('next');
      await waitFor(() => handled.includes('next'));
      expect(handled).toEqual(['slow', 'next']);
    });
  });
}
