import type { Database } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { openDatabase } from '../../test/open-database.js';
import { ScheduledRuns } from './scheduled-runs.js';
import { ScheduledTasks, type Schedule, type ScheduledTask } from './scheduled-task.js';
import { Scheduler } from './scheduler.js';

const daily: Schedule = { everySeconds: 86_400 };
const everyTwoSeconds: Schedule = { everySeconds: 2 };

interface ScheduledRunRow {
  due_at: string;
  leased_by: string;
  finished_at: string | null;
  error: string | null;
}

let given: TestDatabase;
let database: Database;
let closeDatabase: () => Promise<void>;
let schedulers: Scheduler[];
let timers: NodeJS.Timeout[];
/** The processes that ran the task, in order. */
let ran: string[];

beforeEach(async () => {
  given = await aDatabase();
  ({ database, close: closeDatabase } = await openDatabase(given.url));
  [schedulers, timers, ran] = [[], [], []];
});
afterEach(async () => {
  for (const timer of timers) clearInterval(timer);
  await Promise.all(schedulers.map(stop));
  jest.restoreAllMocks();
  await closeDatabase();
  await given.drop();
});

/** The scheduler of one process, with one task. */
function aProcess(name: string, overrides: Partial<ScheduledTask> = {}): Scheduler {
  const run = async () => {
    ran.push(name);
    return 'Swept.';
  };
  const task = { schedule: daily, timeoutSeconds: 60, run, ...overrides };
  const scheduler = new Scheduler(new ScheduledTasks({ 'sweep-inbox': task }), new ScheduledRuns(database));
  schedulers.push(scheduler);
  return scheduler;
}

const stop = (scheduler: Scheduler) => scheduler.beforeApplicationShutdown();
/** Like `@nestjs/schedule`, but more often than once a second. */
const tickOften = (scheduler: Scheduler) => timers.push(setInterval(() => scheduler.tick(), 20));

async function rows(): Promise<ScheduledRunRow[]> {
  return (
    await sql<ScheduledRunRow>`select * from scheduled_run where task = 'sweep-inbox' order by due_at`.execute(
      database.kysely(),
    )
  ).rows;
}
const finishedRows = async () => (await rows()).filter((row) => row.finished_at !== null);

/** The row of a process that crashed during its run. */
const insertCrashedRun = (leaseEndsIn: string) =>
  sql`
  insert into scheduled_run (task, due_at, leased_by, leased_until)
  values ('sweep-inbox', date_trunc('day', now(), 'UTC'), 'crashed', now() + ${leaseEndsIn}::interval)`.execute(
    database.kysely(),
  );

/** Ends only when it is aborted, like a run that waits for a slow response. */
const hangUntil = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('an occurrence', () => {
  it('runs in one of three processes that tick at once', async () => {
    const three = ['a', 'b', 'c'].map((name) => aProcess(name));
    for (const scheduler of three) scheduler.tick();
    await waitFor(async () => (await finishedRows()).length === 1);
    await Promise.all(three.map(stop));
    expect(ran).toHaveLength(1);
  });

  it('does not run again in a process that ticks late', async () => {
    aProcess('in time').tick();
    await waitFor(async () => (await finishedRows()).length === 1);
    const late = aProcess('late');
    late.tick();
    await stop(late);
    expect(ran).toEqual(['in time']);
  });

  it('is the same one for a process whose task is a day ahead', async () => {
    aProcess('right').tick();
    await waitFor(async () => (await finishedRows()).length === 1);
    const dayAhead = Date.now() + 86_400_000;
    jest.spyOn(Date, 'now').mockReturnValue(dayAhead);
    const skewed = aProcess('skewed');
    skewed.tick();
    await stop(skewed);
    jest.restoreAllMocks();
    expect(ran).toEqual(['right']);
    expect(await rows()).toHaveLength(1);
  });

  it('that passed while every process was down runs at the first tick', async () => {
    await sql`insert into scheduled_run (task, due_at, leased_by, leased_until, finished_at)
      values ('sweep-inbox', date_trunc('day', now(), 'UTC') - interval '5 days', 'old', now(), now())`.execute(
      database.kysely(),
    );
    aProcess('new').tick();
    await waitFor(async () => (await finishedRows()).length === 2);
    expect(ran).toEqual(['new']);
  });

  it('is followed by the next one', async () => {
    const three = ['a', 'b', 'c'].map((name) => aProcess(name, { schedule: everyTwoSeconds }));
    for (const scheduler of three) tickOften(scheduler);
    await waitFor(async () => (await finishedRows()).length >= 3);
    await Promise.all(three.map(stop));
    // one that the stop caught ran, too, and is released instead of finished
    const all = await rows();
    expect(ran).toHaveLength(all.length);
    expect(all.filter((row) => (Date.parse(row.due_at) / 1000) % 2 !== 0)).toEqual([]);
  });
});

describe('a process', () => {
  it('that crashed keeps the occurrence until its lease ends', async () => {
    await insertCrashedRun('1 hour');
    const early = aProcess('early');
    early.tick();
    await stop(early);
    expect(ran).toEqual([]);
    await sql`update scheduled_run set leased_until = now() + interval '1 second'`.execute(database.kysely());
    tickOften(aProcess('next'));
    await waitFor(async () => (await finishedRows()).length === 1);
    const [row] = await rows();
    expect(ran).toEqual(['next']);
    expect(row?.leased_by).not.toBe('crashed');
  });

  it('that hangs is aborted at its timeout, and others run the next occurrence', async () => {
    let stopped = false;
    const hanging = aProcess('hanging', {
      schedule: everyTwoSeconds,
      timeoutSeconds: 1,
      run: async (signal) => {
        ran.push('hanging');
        return hangUntil(signal).finally(() => (stopped = true));
      },
    });
    hanging.tick();
    await waitFor(() => ran.length === 1);
    const [hung] = await rows();
    // their leases are long: one that ends while a busy machine pauses would make an occurrence run in both
    const others = ['b', 'c'].map((name) => aProcess(name, { schedule: everyTwoSeconds }));
    others.forEach(tickOften);
    await waitFor(async () => (await finishedRows()).length >= 2);
    await Promise.all(others.map(stop));
    expect(stopped).toBe(true);
    expect(ran.slice(1)).toHaveLength((await rows()).filter((row) => row.leased_by !== hung?.leased_by).length);
  });

  it('abandons a run that ignores its signal, two timeouts after it started', async () => {
    let runs = 0;
    const scheduler = aProcess('one', {
      schedule: { everySeconds: 1 },
      timeoutSeconds: 1,
      run: async () => ((runs += 1) === 1 ? new Promise(() => undefined) : 'Swept.'),
    });
    tickOften(scheduler);
    await waitFor(async () => (await finishedRows()).length > 0);
    expect(runs).toBeGreaterThan(1);
  });

  it('that lost an occurrence cannot finish it', async () => {
    const task = { schedule: daily, timeoutSeconds: 60 };
    const [slow, next] = [new ScheduledRuns(database), new ScheduledRuns(database)];
    const claim = await slow.claim('sweep-inbox', task);
    await sql`update scheduled_run set leased_until = now() - interval '1 second'`.execute(database.kysely());
    expect(await next.claim('sweep-inbox', task)).toMatchObject({ state: 'claimed' });
    if (claim.state !== 'claimed') throw new Error('The first process did not claim the occurrence.');
    await slow.finish(claim.occurrence);
    expect(await finishedRows()).toEqual([]);
  });

  it('whose run fails records the reason, and runs it again when the lease ends', async () => {
    let runs = 0;
    const failing = aProcess('failing', {
      timeoutSeconds: 1,
      run: async () => {
        runs += 1;
        if (runs === 1) throw new Error('no disk left');
        return 'Swept.';
      },
    });
    failing.tick();
    await waitFor(async () => (await rows())[0]?.error === 'no disk left');
    tickOften(failing);
    await waitFor(async () => (await finishedRows()).length === 1);
    expect((await rows())[0]?.error).toBeNull();
    expect(runs).toBe(2);
  });

  it('that stops releases the occurrence at once', async () => {
    const stopping = aProcess('stopping', {
      run: (signal) => {
        ran.push('stopping');
        return hangUntil(signal);
      },
    });
    stopping.tick();
    await waitFor(() => ran.length === 1);
    await stop(stopping);
    aProcess('next').tick();
    await waitFor(async () => (await finishedRows()).length === 1);
    expect(ran).toEqual(['stopping', 'next']);
  });
});

it('does not start a task that still runs in the same process', async () => {
  const running = Promise.withResolvers<string>();
  const scheduler = aProcess('busy', {
    schedule: { everySeconds: 1 },
    run: () => {
      ran.push('busy');
      return running.promise;
    },
  });
  tickOften(scheduler);
  await waitFor(() => ran.length === 1);
  const [row] = await rows();
  await waitFor(async () => {
    const { rows: now } = await sql<{
      later: boolean;
    }>`select now() > ${row?.due_at}::timestamptz + interval '2 seconds' as later`.execute(database.kysely());
    return now[0]?.later;
  });
  expect(ran).toHaveLength(1);
  running.resolve('Swept.');
  await waitFor(() => ran.length === 2);
});

it('keeps a run of 6 days ago, and deletes one of 8', async () => {
  await sql`insert into scheduled_run (task, due_at, leased_by, leased_until, finished_at)
    select 'sweep-inbox', date_trunc('day', now(), 'UTC') - age, 'old', now(), now()
    from unnest(array['6 days', '8 days']::interval[]) age`.execute(database.kysely());
  aProcess('now').tick();
  await waitFor(() => ran.length === 1);
  await waitFor(async () => (await rows()).length === 2);
  expect(await finishedRows()).toHaveLength(2);
});

describe('a daily task', () => {
  it('is due at its hour in its time zone', async () => {
    const claim = await new ScheduledRuns(database).claim('prune-activity-log', {
      schedule: { dailyAtHour: 3, timeZone: 'Asia/Tokyo' },
      timeoutSeconds: 60,
    });
    if (claim.state !== 'claimed') throw new Error('The occurrence was not claimed.');
    const { dueAt } = claim.occurrence;
    expect(new Date(dueAt).getUTCHours()).toBe(18);
    const { rows: ages } = await sql<{ latest: boolean }>`
      select ${dueAt}::timestamptz <= now() and now() < ${dueAt}::timestamptz + interval '1 day' as latest`.execute(
      database.kysely(),
    );
    expect(ages[0]?.latest).toBe(true);
    expect(claim.nextDueInMs).toBeGreaterThan(0);
    expect(claim.nextDueInMs).toBeLessThanOrEqual(86_400_000);
  });
});
