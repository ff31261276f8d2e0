import type { Database } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { aDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { openDatabase } from '../../test/open-database.js';
import { Scheduler } from './scheduler.js';
import { ScheduledRuns } from './scheduled-runs.js';
import { ScheduledTasks, type Schedule, type ScheduledTask } from './scheduled-task.js';

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
let instances: Scheduler[];
let ticking: NodeJS.Timeout[];
/** Which instance ran, in order. */
let ran: string[];

beforeEach(async () => {
  given = await aDatabase();
  ({ database, close: closeDatabase } = await openDatabase(given.url));
  [instances, ticking, ran] = [[], [], []];
});
afterEach(async () => {
  for (const timer of ticking) clearInterval(timer);
  await Promise.all(instances.map((instance) => instance.stop()));
  jest.restoreAllMocks();
  await closeDatabase();
  await given.drop();
});

function instance(name: string, clock: Partial<ScheduledTask> = {}): Scheduler {
  const run = async () => {
    ran.push(name);
    return 'Swept.';
  };
  const set = new ScheduledTasks(new Map([['sweep-inbox', { schedule: daily, timeoutSeconds: 60, run, ...clock }]]));
  const runner = new Scheduler(set, new ScheduledRuns(database));
  instances.push(runner);
  return runner;
}

/** What `@nestjs/schedule` does once a second, quicker. */
const tickOften = (runner: Scheduler) => ticking.push(setInterval(() => runner.tick(), 20));

async function rows(): Promise<ScheduledRunRow[]> {
  return (
    await sql<ScheduledRunRow>`select * from scheduled_run where task = 'sweep-inbox' order by due_at`.execute(
      database.sql,
    )
  ).rows;
}
const finishedRows = async () => (await rows()).filter((row) => row.finished_at !== null);

/** A row as a process leaves it that died in the middle of its run. */
const leaveDeadHolder = (leaseEndsIn: string) =>
  sql`
  insert into scheduled_run (task, due_at, leased_by, leased_until)
  values ('sweep-inbox', date_trunc('day', now(), 'UTC'), 'dead', now() + ${leaseEndsIn}::interval)`.execute(
    database.sql,
  );

/** Aborts when the run's time is up, as a run that hangs on a slow answer does. */
const hangUntil = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('a slot', () => {
  it('is run by one of three instances that tick at once', async () => {
    const three = ['a', 'b', 'c'].map((name) => instance(name));
    for (const runner of three) runner.tick();
    await waitFor(async () => (await finishedRows()).length === 1);
    await Promise.all(three.map((runner) => runner.stop()));
    expect(ran).toHaveLength(1);
  });

  it('is not run again by an instance that ticks late', async () => {
    instance('in time').tick();
    await waitFor(async () => (await finishedRows()).length === 1);
    const late = instance('late');
    late.tick();
    await late.stop();
    expect(ran).toEqual(['in time']);
  });

  it('is the same one for an instance whose own clock is a day ahead', async () => {
    instance('right').tick();
    await waitFor(async () => (await finishedRows()).length === 1);
    const dayAhead = Date.now() + 86_400_000;
    jest.spyOn(Date, 'now').mockReturnValue(dayAhead);
    const skewed = instance('skewed');
    skewed.tick();
    await skewed.stop();
    jest.restoreAllMocks();
    expect(ran).toEqual(['right']);
    expect(await rows()).toHaveLength(1);
  });

  it('that nobody ran while every process was down is caught up with at the first tick', async () => {
    await sql`insert into scheduled_run (task, due_at, leased_by, leased_until, finished_at)
      values ('sweep-inbox', date_trunc('day', now(), 'UTC') - interval '5 days', 'old', now(), now())`.execute(
      database.sql,
    );
    instance('new').tick();
    await waitFor(async () => (await finishedRows()).length === 2);
    expect(ran).toEqual(['new']);
  });

  it('is followed by the next one', async () => {
    const three = ['a', 'b', 'c'].map((name) => instance(name, { schedule: everyTwoSeconds }));
    for (const runner of three) tickOften(runner);
    await waitFor(async () => (await finishedRows()).length >= 3);
    await Promise.all(three.map((runner) => runner.stop()));
    const finished = await finishedRows();
    expect(ran).toHaveLength(finished.length);
    expect(finished.filter((row) => (Date.parse(row.due_at) / 1000) % 2 !== 0)).toEqual([]);
  });
});

describe('a holder', () => {
  it('that died keeps the slot until its lease is over, and no longer', async () => {
    await leaveDeadHolder('1 second');
    const runner = instance('heir');
    runner.tick();
    await waitFor(async () => (await rows()).length === 1);
    expect(ran).toEqual([]);
    tickOften(runner);
    await waitFor(async () => (await finishedRows()).length === 1);
    const [row] = await rows();
    expect(ran).toEqual(['heir']);
    expect(row?.leased_by).not.toBe('dead');
  });

  it('that hangs is stopped at the end of its lease, and others run the next slot', async () => {
    let stopped = false;
    const hanging = instance('hanging', {
      schedule: everyTwoSeconds,
      timeoutSeconds: 1,
      run: async (signal) => {
        ran.push('hanging');
        return hangUntil(signal).finally(() => (stopped = true));
      },
    });
    hanging.tick();
    await waitFor(() => ran.length === 1);
    const others = ['b', 'c'].map((name) => instance(name, { schedule: everyTwoSeconds, timeoutSeconds: 1 }));
    others.forEach(tickOften);
    await waitFor(async () => (await finishedRows()).length >= 2);
    await Promise.all(others.map((runner) => runner.stop()));
    expect(stopped).toBe(true);
    expect(ran.slice(1)).toHaveLength((await finishedRows()).length);
  });

  it('that hangs and hears nothing lets its process run the clock again, two leases later', async () => {
    let runs = 0;
    const deaf = instance('deaf', {
      schedule: { everySeconds: 1 },
      timeoutSeconds: 1,
      run: async () => ((runs += 1) === 1 ? new Promise(() => undefined) : 'Swept.'),
    });
    tickOften(deaf);
    await waitFor(async () => (await finishedRows()).length > 0);
    expect(runs).toBeGreaterThan(1);
  });

  it('that was overtaken cannot finish what another one runs', async () => {
    const clock = { schedule: daily, timeoutSeconds: 60 };
    const [slow, heir] = [new ScheduledRuns(database), new ScheduledRuns(database)];
    const first = await slow.claimDue('sweep-inbox', clock);
    await sql`update scheduled_run set leased_until = now() - interval '1 second'`.execute(database.sql);
    expect(await heir.claimDue('sweep-inbox', clock)).toMatchObject({ slot: 'claimed' });
    if (first.slot !== 'claimed') throw new Error('The first one did not get the slot.');
    await slow.finish(first.claimed);
    expect(await finishedRows()).toEqual([]);
  });

  it('whose run fails leaves the reason, and the run is tried again when the lease is over', async () => {
    let runs = 0;
    const failing = instance('failing', {
      timeoutSeconds: 1,
      run: async () => {
        runs += 1;
        if (runs === 1) throw new Error('no disk left');
        return 'Swept.';
      },
    });
    tickOften(failing);
    await waitFor(async () => (await rows())[0]?.error === 'no disk left');
    await waitFor(async () => (await finishedRows()).length === 1);
    expect((await rows())[0]?.error).toBeNull();
    expect(runs).toBe(2);
  });

  it('whose process stops hands the slot over at once', async () => {
    const leaving = instance('leaving', {
      run: (signal) => {
        ran.push('leaving');
        return hangUntil(signal);
      },
    });
    leaving.tick();
    await waitFor(() => ran.length === 1);
    await leaving.stop();
    instance('heir').tick();
    await waitFor(async () => (await finishedRows()).length === 1);
    expect(ran).toEqual(['leaving', 'heir']);
  });
});

it('does not start a clock that still runs in the same process', async () => {
  const running = Promise.withResolvers<string>();
  const runner = instance('busy', {
    schedule: { everySeconds: 1 },
    run: () => {
      ran.push('busy');
      return running.promise;
    },
  });
  tickOften(runner);
  await waitFor(() => ran.length === 1);
  const [row] = await rows();
  await waitFor(async () => {
    const { rows: now } = await sql<{
      later: boolean;
    }>`select now() > ${row?.due_at}::timestamptz + interval '2 seconds' as later`.execute(database.sql);
    return now[0]?.later;
  });
  expect(ran).toHaveLength(1);
  running.resolve('Swept.');
  await waitFor(() => ran.length === 2);
});

it('forgets runs of more than 7 days ago', async () => {
  await sql`insert into scheduled_run (task, due_at, leased_by, leased_until, finished_at)
    select 'sweep-inbox', date_trunc('day', now(), 'UTC') - age, 'old', now(), now()
    from unnest(array['6 days', '8 days']::interval[]) age`.execute(database.sql);
  instance('now').tick();
  await waitFor(() => ran.length === 1);
  await waitFor(async () => (await rows()).every((row) => row.finished_at));
  expect(await rows()).toHaveLength(2);
});

describe('a nightly clock', () => {
  it('is due at its hour in its time zone', async () => {
    const look = await new ScheduledRuns(database).claimDue('prune-activity-log', {
      schedule: { dailyAtHour: 3, timeZone: 'Asia/Tokyo' },
      timeoutSeconds: 60,
    });
    if (look.slot !== 'claimed') throw new Error('The slot was not free.');
    const { dueAt } = look.claimed;
    expect(new Date(dueAt).getUTCHours()).toBe(18);
    const { rows: ages } = await sql<{ latest: boolean }>`
      select ${dueAt}::timestamptz <= now() and now() < ${dueAt}::timestamptz + interval '1 day' as latest`.execute(
      database.sql,
    );
    expect(ages[0]?.latest).toBe(true);
    expect(look.nextSlotIn).toBeGreaterThan(0);
    expect(look.nextSlotIn).toBeLessThanOrEqual(86_400_000);
  });
});
