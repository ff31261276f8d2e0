import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import { TestJob } from '../test-job.js';
import type { QueueTools } from './test-queue.js';

export function keyContract(tools: QueueTools): void {
  const { open, enqueue, start, record, handled } = tools;

  describe('a key', () => {
    it('keeps one waiting job, with the newest data', async () => {
      await open();
      await enqueue('first', { key: 'one' });
      await enqueue('second', { key: 'one' });
      await enqueue('other', { key: 'two' });
      await start(record);
      await enqueue('last');
      await waitFor(() => handled.includes('last'));
      expect(handled).toEqual(['second', 'other', 'last']);
    });

    it('keeps one waiting job when several are enqueued at the same moment', async () => {
      await open();
      await Promise.all(Array.from({ length: 8 }, () => enqueue('same', { key: 'one' })));
      await start(record);
      await enqueue('last');
      await waitFor(() => handled.includes('last'));
      expect(handled).toEqual(['same', 'last']);
    });

    it('adds a job once the one with its key has started', async () => {
      await open({ concurrency: 2 });
      const started = Promise.withResolvers<void>();
      const running = Promise.withResolvers<void>();
      await start(async (data, attempt) => {
        if (data.orderId !== 'first') return record(data, attempt);
        started.resolve();
        await running.promise;
        return record(data, attempt);
      });
      await enqueue('first', { key: 'one' });
      await started.promise;
      await enqueue('second', { key: 'one' });
      await waitFor(() => handled.includes('second'));
      running.resolve();
      await waitFor(() => handled.length === 2);
      expect(handled).toEqual(['second', 'first']);
    });

    it('keeps a waiting job from starting before the transaction that enqueued it again has committed', async () => {
      await open();
      await enqueue('first', { key: 'one' });
      await tools.jobs.database.transaction(async (tx) => {
        await tools.jobs.queue.enqueue(tx, TestJob, { orderId: 'second' }, { key: 'one' });
        await start(record);
        await enqueue('other');
        await waitFor(() => handled.length > 0);
        expect(handled).toEqual(['other']);
      });
      await waitFor(() => handled.length === 2);
      expect(handled).toEqual(['other', 'second']);
    });
  });
}
