import type { Database } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { openDatabase } from '../test/open-database.js';
import { aRunner, recordIn, setPolicy, testPolicies } from '../test/test-job.js';
import { countRows } from '../test/contract/test-queue.js';
import { discard, done, retry } from './job-outcome.js';
import { JobRunner } from './job-runner.js';
import { ResourceLeases } from './resource-leases.js';

let given: TestDatabase;
let database: Database;
let close: () => Promise<void>;

beforeEach(async () => {
  setPolicy();
  given = await aDatabase();
  ({ database, close } = await openDatabase(given.url));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await close();
  await given.drop();
});

const never = new AbortController().signal;
/** Always the same job, as one that several workers attempt. */
const attempt = ({ runner }: { runner: JobRunner }, attempts = 1) =>
  runner.attempt({ id: 'one', name: 'test-job', data: { orderId: '7' }, attempts, leaseLost: never });
const aFault = (code: string) => Object.assign(new Error('a fault'), { code });
const leases = () => countRows(database, 'job_lease');
const expireLeases = () =>
  database
    .kysely<LeaseTable>()
    .updateTable('job_lease')
    .set({ leased_until: new Date(0) })
    .execute();
interface LeaseTable {
  job_lease: { leased_until: Date };
}

describe('an attempt', () => {
  it('holds a lease for as long as its call takes', async () => {
    const worker = aRunner(database);
    const held: number[] = [];
    worker.job.handle = async () => {
      held.push(await leases());
      return done;
    };
    expect(await attempt(worker)).toEqual({ outcome: 'done' });
    expect([...held, await leases()]).toEqual([1, 0]);
  });

  it('waits, uncounted, while another one holds the lease', async () => {
    const [working, waiting] = [aRunner(database), aRunner(database)];
    const [started, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    working.job.handle = async () => {
      started.resolve();
      await ended.promise;
      return done;
    };
    const first = attempt(working);
    await started.promise;
    expect(await attempt(waiting, 2)).toMatchObject({ outcome: 'snooze' });
    ended.resolve();
    expect(await first).toEqual({ outcome: 'done' });
    expect(await attempt(waiting, 2)).toEqual({ outcome: 'done' });
  });

  it('whose call ends after its lease was taken over records nothing: only the other one does', async () => {
    const [slow, other] = [aRunner(database), aRunner(database)];
    const [started, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const recorded: string[] = [];
    slow.job.recorded = () => recorded.push('slow');
    other.job.recorded = () => recorded.push('other');
    slow.job.handle = async () => {
      started.resolve();
      await ended.promise;
      return done;
    };
    const first = attempt(slow);
    await started.promise;
    await expireLeases();
    expect(await attempt(other, 2)).toEqual({ outcome: 'done' });
    ended.resolve();
    expect(await first).toMatchObject({ outcome: 'lost' });
    expect(recorded).toEqual(['other']);
  });

  it('whose lease ended while nobody else wanted it records its result', async () => {
    const worker = aRunner(database);
    worker.job.handle = async () => {
      await expireLeases();
      return done;
    };
    expect(await attempt(worker)).toEqual({ outcome: 'done' });
  });

  it('that was held up until another one took over makes no call', async () => {
    const worker = aRunner(database);
    const handled: string[] = [];
    worker.job.handle = recordIn(handled);
    jest.spyOn(ResourceLeases.prototype, 'ensureHeld').mockResolvedValue(false);
    expect(await attempt(worker)).toMatchObject({ outcome: 'lost' });
    expect(handled).toEqual([]);
  });

  it('whose worker lost the job before its call makes no call', async () => {
    const worker = aRunner(database);
    const handled: string[] = [];
    worker.job.handle = recordIn(handled);
    const job = { id: 'one', name: 'test-job', data: { orderId: '7' }, attempts: 1, leaseLost: AbortSignal.abort() };
    expect(await worker.runner.attempt(job)).toMatchObject({ outcome: 'lost' });
    expect(handled).toEqual([]);
  });

  it('whose worker lost the job while its lease was renewed makes no call', async () => {
    const worker = aRunner(database);
    const handled: string[] = [];
    worker.job.handle = recordIn(handled);
    const lost = new AbortController();
    jest.spyOn(ResourceLeases.prototype, 'ensureHeld').mockImplementation(async () => {
      lost.abort();
      return true;
    });
    const job = { id: 'one', name: 'test-job', data: { orderId: '7' }, attempts: 1, leaseLost: lost.signal };
    expect(await worker.runner.attempt(job)).toMatchObject({ outcome: 'lost' });
    expect(handled).toEqual([]);
  });

  it('that fails gives its lease back', async () => {
    const worker = aRunner(database);
    worker.job.handle = async () => retry('not yet');
    expect(await attempt(worker)).toMatchObject({ outcome: 'retry', reason: 'not yet' });
    worker.job.handle = async () => {
      throw new Error('a fault');
    };
    expect(await attempt(worker, 2)).toMatchObject({ outcome: 'retry', reason: 'a fault' });
    expect(await leases()).toBe(0);
  });

  it('that the database cuts short does not count, while one whose call finds no connection does', async () => {
    const worker = aRunner(database);
    jest.spyOn(ResourceLeases.prototype, 'tryLease').mockRejectedValueOnce(aFault('53100'));
    expect(await attempt(worker, 20)).toMatchObject({ outcome: 'snooze', reason: 'the database is unavailable' });
    worker.job.handle = async () => {
      throw aFault('ECONNREFUSED');
    };
    expect(await attempt(worker)).toMatchObject({ outcome: 'retry' });
  });

  it('does not repeat a call whose result could not be recorded', async () => {
    const worker = aRunner(database);
    const handled: string[] = [];
    worker.job.handle = recordIn(handled);
    worker.job.recorded = () => {
      throw new Error('a constraint');
    };
    expect(await attempt(worker)).toMatchObject({ outcome: 'retry', reason: 'a constraint' });
    worker.job.recorded = () => undefined;
    expect(await attempt(worker, 2)).toEqual({ outcome: 'done' });
    expect(handled).toEqual(['7']);
  });
});

describe('a job that ends although its call did not fail', () => {
  const crash = () => {
    throw new Error('a constraint');
  };
  function aFaultyWorker() {
    const worker = aRunner(database);
    const [handled, failures]: [string[], string[]] = [[], []];
    worker.job.handle = recordIn(handled);
    worker.job.failed = (error, { number, maxAttempts }) => {
      failures.push(`${String(error)}, ${number} of ${maxAttempts}`);
      return discard('the domain says why');
    };
    return { ...worker, handled, failures };
  }
  const fault = 'Error: an error in Daybook itself, which its log describes, 3 of 3';

  it.each(['prepared', 'recorded'] as const)('says so when its last attempt cannot be %s', async (step) => {
    const worker = aFaultyWorker();
    worker.job[step] = crash;
    expect(await attempt(worker, 2)).toMatchObject({ outcome: 'retry', reason: 'a constraint' });
    expect(worker.failures).toEqual([]);
    expect(await attempt(worker, 3)).toEqual({ outcome: 'discard', reason: 'the domain says why' });
    expect([worker.failures, await leases()]).toEqual([[fault], 0]);
  });

  it('says so when its last attempts crashed their workers, without another call', async () => {
    const worker = aFaultyWorker();
    expect(await attempt(worker, 8)).toEqual({ outcome: 'done' });
    expect(await attempt(worker, 9)).toEqual({ outcome: 'discard', reason: 'the domain says why' });
    expect(worker.failures).toEqual(['Error: its last attempts crashed their workers, 3 of 3']);
    expect(worker.handled).toHaveLength(1);
  });

  it('is discarded when its last attempts crashed their workers although it calls nobody', async () => {
    const record = jest.fn(async () => done);
    const runner = new JobRunner(database, new ResourceLeases(database), testPolicies(), () => ({ record }));
    expect(await attempt({ runner }, 8)).toEqual({ outcome: 'done' });
    expect(await attempt({ runner }, 9)).toMatchObject({ outcome: 'discard' });
    expect(record).toHaveBeenCalledTimes(1);
  });

  it('waits with that while the crashed worker still holds the lease', async () => {
    const worker = aFaultyWorker();
    await database.transaction((tx) => new ResourceLeases(database).tryLease(tx, 'job one'));
    expect(await attempt(worker, 9)).toMatchObject({ outcome: 'snooze' });
    expect(worker.failures).toEqual([]);
  });
});

it('a service that hangs takes its own share of the attempts, and delays no other service', async () => {
  const { runner, jobWithLanes, policies } = aRunner(database);
  const hung = Promise.withResolvers<void>();
  jobWithLanes.call = async (lane) => {
    if (lane === 'printify') await hung.promise;
    return done;
  };
  const call = (id: string, lane: string) =>
    runner.attempt({ id, name: 'test-job-with-lanes', data: { lane }, attempts: 1, leaseLost: never });
  const hanging = [call('1', 'printify'), call('2', 'printify')];
  expect(await call('3', 'printify')).toMatchObject({ outcome: 'snooze', delaySeconds: 5 });
  expect(await call('4', 'printful')).toEqual({ outcome: 'done' });
  hung.resolve();
  expect(await Promise.all(hanging)).toEqual([{ outcome: 'done' }, { outcome: 'done' }]);
  expect(await call('3', 'printify')).toEqual({ outcome: 'done' });
  // so that those of one service cannot take all
  expect(policies.slots('test-job-with-lanes')).toBe(4);
});

it('a resource is leased to one attempt until it is released, or its lease has ended', async () => {
  const resources = new ResourceLeases(database);
  const lease = (resource: string) => database.transaction((tx) => resources.tryLease(tx, resource));
  const isLeased = () => database.transaction((tx) => resources.isLeased(tx, 'order 1'));
  const first = await lease('order 1');
  expect(await lease('order 1')).toBeNull();
  expect(await lease('order 2')).not.toBeNull();
  expect(await isLeased()).toBe(true);

  if (!first) throw new Error('It was free.');
  const heldUp = { ...first, renewedAt: Number.NEGATIVE_INFINITY };
  expect(await resources.ensureHeld(heldUp)).toBe(true);

  await expireLeases();
  expect(await isLeased()).toBe(false);
  expect(await lease('order 1')).not.toBeNull();
  expect(await resources.ensureHeld({ ...first, renewedAt: Number.NEGATIVE_INFINITY })).toBe(false);
  expect(await database.transaction((tx) => resources.release(tx, first))).toBe(false);
});
