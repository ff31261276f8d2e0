import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { waitFor } from '../../../../test/support/wait-for.js';
import { done } from '../../src/job-outcome.js';
import type { QueueTools } from './test-queue.js';

export function workersContract(tools: QueueTools): void {
  const { open, enqueue, start, record, handled } = tools;

  describe('stopping', () => {
    it('finishes the running job and starts no other', async () => {
      await open();
      const running = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      await start(async (data, attempt) => {
        started.resolve();
        await running.promise;
        return record(data, attempt);
      });
      await enqueue('running');
      await started.promise;
      const stopped = tools.jobs.stop();
      await enqueue('too late');
      running.resolve();
      await stopped;
      expect(handled).toEqual(['running']);
    });

    it('returns a hanging job at once', async () => {
      const [stopping, next] = [await open(), await open()];
      const started = Promise.withResolvers<AbortSignal>();
      await start((_, { signal }) => {
        started.resolve(signal);
        return new Promise(() => undefined);
      }, stopping);
      await enqueue('returned');
      const signal = await started.promise;
      await stopping.stop();
      // a database slower than the time to stop does not delay the stop, only this
      await waitFor(() => signal.aborted);
      await start(record, next);
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['returned']);
    });
  });

  describe('two workers', () => {
    it('share the jobs and run each once', async () => {
      const workers = [await open({ concurrency: 4 }), await open({ concurrency: 4 })];
      for (const worker of workers) await start(record, worker);
      const ids = Array.from({ length: 100 }, (_, index) => `order ${index}`);
      for (const id of ids) await enqueue(id);
      await waitFor(async () => (await tools.jobs.countPending()) === 0);
      expect(handled.toSorted()).toEqual(ids.toSorted());
    });
  });

  describe('another worker', () => {
    async function startRecordingAttempts(): Promise<[string, number][]> {
      const attempts: [string, number][] = [];
      await start(async ({ orderId }, { number: attempt }) => {
        attempts.push([orderId, attempt]);
        return done;
      });
      return attempts;
    }

    it('takes over the job of a killed one', async () => {
      await open();
      const dying = tools.startHangingWorker();
      await enqueue('orphan');
      await dying.says('started orphan');
      await dying.kill();
      const attempts = await startRecordingAttempts();
      await waitFor(() => attempts.length > 0, { within: 50_000 });
      await waitFor(async () => (await tools.jobs.countPending()) === 0);
      expect(attempts).toEqual([['orphan', 2]]);
    }, 150_000);

    it('takes over the job of one that was frozen for longer than its lease, and aborts it there', async () => {
      await open();
      const frozen = tools.startHangingWorker();
      await enqueue('slow');
      await frozen.says('started slow');
      frozen.freeze();
      const attempts = await startRecordingAttempts();
      await waitFor(() => attempts.length > 0, { within: 50_000 });
      await waitFor(async () => (await tools.jobs.countPending()) === 0);
      frozen.thaw();
      await frozen.says('lost slow');
      expect(attempts).toEqual([['slow', 2]]);
      expect(await tools.jobs.countPending()).toBe(0);
    }, 180_000);
  });

  it('reconnects after its database connections were terminated', async () => {
    const { database } = await open();
    await start(record);
    await enqueue('before');
    // otherwise its end is lost with the connection, and it runs again
    await waitFor(async () => handled.length === 1 && (await tools.jobs.countPending()) === 0);
    const terminated = await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name in ('daybook jobs', 'daybook notifications')`.execute(
      database.kysely(),
    );
    expect(terminated.rows.length).toBeGreaterThan(0);
    await enqueue('after');
    await waitFor(() => handled.includes('after'));
    expect(handled).toEqual(['before', 'after']);
  });
}
