import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import type { QueueBench } from './queue-bench.js';

/** What becomes of a job that is asked for. */
export function askingContract(queue: QueueBench): void {
  const { open, ask, work, note, handled } = queue;

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

    it('hands over what a job carries as it was given', async () => {
      await open();
      await work(note);
      const orderId = `"Zoë" O'Hara \\ {"a": 1} $1 — 🎁\n`;
      await ask(orderId);
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual([orderId]);
    });

    it('does not compile with what the job does not carry', () => {
      type Data = Parameters<typeof queue.jobs.queue.enqueue<'fetch-order-lines'>>[2];
      const mayCarryAnything: { order: number } extends Data ? true : false = false;
      expect(mayCarryAnything).toBe(false);
    });

    it('forgets a job whose transaction rolls back', async () => {
      await open();
      await work(note);
      const change = queue.jobs.database.transaction(async (tx) => {
        await queue.jobs.queue.enqueue(tx, 'fetch-order-lines', { orderId: 'rolled back' });
        await queue.jobs.queue.enqueue(tx, 'fetch-order-lines', { orderId: 'rolled back' }, { key: 'one' });
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
      await queue.jobs.database.transaction(async (tx) => {
        for (const orderId of ids) await queue.jobs.queue.enqueue(tx, 'fetch-order-lines', { orderId });
      });
      await waitFor(() => handled.length === ids.length);
      expect(new Set(handled)).toEqual(new Set(ids));
    });

    it('tells whether a job will still be tried', async () => {
      await open({ maxAttempts: 1 });
      const holds = (orderId: string) =>
        queue.jobs.database.transaction((tx) => queue.jobs.queue.isPending(tx, 'fetch-order-lines', { orderId }));
      await ask('waits', { startAfter: new Date(Date.now() + 3_600_000) });
      await ask('fails');
      await ask('succeeds');
      expect(await Promise.all(['waits', 'fails', 'succeeds', 'never asked for'].map(holds))).toEqual([
        true,
        true,
        true,
        false,
      ]);
      const runs = Promise.withResolvers<boolean>();
      await work(async (data, attempt) => {
        if (data.orderId === 'fails') throw new Error('it failed');
        runs.resolve(await holds('succeeds'));
        return note(data, attempt);
      });

      expect(await runs.promise).toBe(true);
      await waitFor(async () => !(await holds('succeeds')) && !(await holds('fails')));
      expect(await holds('waits')).toBe(true);
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
}
