import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import type { QueueBench } from './queue-bench.js';

/** A key makes of many asked-for jobs one. */
export function keyContract(queue: QueueBench): void {
  const { open, ask, work, note, handled } = queue;

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
      await open({ concurrency: 2 });
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
      await queue.jobs.database.transaction(async (tx) => {
        await queue.jobs.queue.enqueue(tx, 'fetch-order-lines', { orderId: 'second' }, { key: 'one' });
        await work(note);
        await ask('other');
        await waitFor(() => handled.length > 0);
        expect(handled).toEqual(['other']);
      });
      await waitFor(() => handled.length === 2);
      expect(handled).toEqual(['other', 'second']);
    });
  });
}
