import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import type { Transaction } from '@daybook/database';
import type { JobQueue } from '../../src/job-queue.js';
import { TestJob } from '../test-job.js';
import type { QueueTools } from './test-queue.js';

export function enqueueingContract(tools: QueueTools): void {
  const { open, enqueue, start, record, handled } = tools;

  describe('enqueueing', () => {
    it('runs a job once when its transaction commits', async () => {
      await open();
      await start(record);
      await enqueue('committed');
      await waitFor(() => handled.length > 0);
      await enqueue('after it');
      await waitFor(() => handled.length > 1);
      expect(handled).toEqual(['committed', 'after it']);
    });

    it('passes the data of a job on unchanged', async () => {
      await open();
      await start(record);
      const orderId = `"Zoë" O'Hara \\ {"a": 1} $1 — 🎁\n`;
      await enqueue(orderId);
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual([orderId]);
    });

    it('does not compile with data of another shape', () => {
      type Enqueue<Payload> = (tx: Transaction, job: typeof TestJob, payload: Payload) => Promise<void>;
      type Accepts<Payload> = JobQueue['enqueue'] extends Enqueue<Payload> ? true : false;
      const acceptsItsPayload: Accepts<{ orderId: string }> = true;
      const acceptsAnother: Accepts<{ order: number }> = false;
      expect([acceptsItsPayload, acceptsAnother]).toEqual([true, false]);
    });

    it('drops a job whose transaction rolls back', async () => {
      await open();
      await start(record);
      const change = tools.jobs.database.transaction(async (tx) => {
        await tools.jobs.queue.enqueue(tx, TestJob, { orderId: 'rolled back' });
        await tools.jobs.queue.enqueue(tx, TestJob, { orderId: 'rolled back' }, { key: 'one' });
        throw new Error('the change failed');
      });
      await expect(change).rejects.toThrow('the change failed');
      await enqueue('committed');
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['committed']);
    });

    it('keeps a job until there is a worker', async () => {
      await open();
      await enqueue('early');
      await start(record);
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['early']);
    });

    it('runs many jobs of one transaction without a pause between them', async () => {
      await open();
      await start(record);
      const ids = Array.from({ length: 200 }, (_, index) => `order ${index}`);
      await tools.enqueueAll(ids);
      await waitFor(() => handled.length === ids.length);
      expect(new Set(handled)).toEqual(new Set(ids));
    });

    it('knows whether a job is pending', async () => {
      await open({ maxAttempts: 1 });
      const isPending = (orderId: string) =>
        tools.jobs.database.transaction((tx) => tools.jobs.queue.hasUnfinished(tx, TestJob, { orderId }));
      await enqueue('waits', { startAfter: new Date(Date.now() + 3_600_000) });
      await enqueue('fails');
      await enqueue('succeeds');
      expect(await Promise.all(['waits', 'fails', 'succeeds', 'never enqueued'].map(isPending))).toEqual([
        true,
        true,
        true,
        false,
      ]);
      const [started, running] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      await start(async (data, attempt) => {
        if (data.orderId === 'fails') throw new Error('it failed');
        started.resolve();
        await running.promise;
        return record(data, attempt);
      });

      await started.promise;
      expect(await isPending('succeeds')).toBe(true);
      running.resolve();
      await waitFor(async () => !(await isPending('succeeds')) && !(await isPending('fails')));
      expect(await isPending('waits')).toBe(true);
    });

    it('does not start a job before `startAfter`', async () => {
      await open();
      let startedAt = 0;
      await start(async (data, attempt) => {
        if (data.orderId === 'later') startedAt = Date.now();
        return record(data, attempt);
      });
      const startAfter = new Date(Date.now() + 1_500);
      await enqueue('in an hour', { startAfter: new Date(Date.now() + 3_600_000) });
      await enqueue('later', { startAfter });
      await enqueue('now');
      // on a busy machine both may be due at once
      await waitFor(() => handled.length === 2);
      expect(handled.toSorted()).toEqual(['later', 'now']);
      expect(startedAt).toBeGreaterThanOrEqual(startAfter.getTime());
    });
  });
}
