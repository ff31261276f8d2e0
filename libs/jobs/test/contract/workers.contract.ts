import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { waitFor } from '../../../../test/support/wait-for.js';
import { done } from '../../src/job-worker.js';
import type { QueueBench } from './queue-bench.js';

/** Workers share the jobs, stop, die, freeze and lose their database, and no job suffers from it. */
export function workersContract(queue: QueueBench): void {
  const { open, ask, work, note, handled } = queue;

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
      const stopped = queue.jobs.stopWorking();
      await ask('too late');
      running.resolve();
      await stopped;
      expect(handled).toEqual(['running']);
    });

    it('returns a job that hangs, at once', async () => {
      const [stopping, next] = [await open(), await open()];
      const taken = Promise.withResolvers<AbortSignal>();
      await work((_, { signal }) => {
        taken.resolve(signal);
        return new Promise(() => undefined);
      }, stopping);
      await ask('returned');
      const signal = await taken.promise;
      await stopping.stopWorking();
      expect(signal.aborted).toBe(true);
      await work(note, next);
      await waitFor(() => handled.length > 0);
      expect(handled).toEqual(['returned']);
    });
  });

  describe('two workers', () => {
    it('share the jobs, and run each once', async () => {
      const workers = [await open({ concurrency: 4 }), await open({ concurrency: 4 })];
      for (const worker of workers) await work(note, worker);
      const ids = Array.from({ length: 100 }, (_, at) => `order ${at}`);
      await Promise.all(ids.map((id) => ask(id)));
      await waitFor(async () => (await queue.jobs.left()) === 0);
      expect(handled.toSorted()).toEqual(ids.toSorted());
    });
  });

  describe('a job whose worker', () => {
    /** The tries of another worker, beside the process that has the job. */
    async function others(): Promise<[string, number][]> {
      const tries: [string, number][] = [];
      await work(async ({ orderId }, { attempt: number }) => {
        tries.push([orderId, number]);
        return done;
      });
      return tries;
    }

    it('is killed goes to another one', async () => {
      await open();
      const dying = queue.aHangingProcess();
      await ask('orphan');
      await dying.says('took orphan');
      await dying.kill();
      const tries = await others();
      await waitFor(() => tries.length > 0, { within: 50_000 });
      await waitFor(async () => (await queue.jobs.left()) === 0);
      expect(tries).toEqual([['orphan', 2]]);
    }, 60_000);

    it('stands still for longer than its lease goes to another one, and the first learns that it has lost it', async () => {
      await open();
      const frozen = queue.aHangingProcess();
      await ask('slow');
      await frozen.says('took slow');
      frozen.freeze();
      const tries = await others();
      await waitFor(() => tries.length > 0, { within: 50_000 });
      await waitFor(async () => (await queue.jobs.left()) === 0);
      frozen.thaw();
      await frozen.says('lost slow');
      expect(tries).toEqual([['slow', 2]]);
      expect(await queue.jobs.left()).toBe(0);
    }, 90_000);
  });

  it('finds the database again after its connections were cut', async () => {
    const { database } = await open();
    await work(note);
    await ask('before');
    await waitFor(() => handled.length === 1);
    const cut = await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name in ('daybook jobs', 'daybook notifications')`.execute(
      database.sql,
    );
    expect(cut.rows.length).toBeGreaterThan(0);
    await ask('after');
    await waitFor(() => handled.length === 2);
    expect(handled).toEqual(['before', 'after']);
  });
}
