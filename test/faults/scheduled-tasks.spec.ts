import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { startScript, type RunningProgram } from '../support/processes.js';
import { waitFor } from '../support/wait-for.js';

const program = new URL('../../libs/jobs/test/scheduler-process.mjs', import.meta.url);
const everySeconds = 10;
/** So that another process can take over within the interval. */
const leaseSecondsOfHanging = 1;
/** One that ends while a busy machine pauses would make an occurrence run twice. */
const leaseSeconds = 60;
/** Six occurrences: a busy machine starts slowly and may miss one. */
const someTicks = { within: 60_000 };

let database: TestDatabase;
let inspector: pg.Pool;
const processes: RunningProgram[] = [];

beforeAll(async () => {
  database = await aDatabase();
  inspector = new pg.Pool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.kill()));
  await inspector.end();
  await database.drop();
});

function aProcess(...how: 'hangs'[]): RunningProgram {
  const lease = how.length > 0 ? leaseSecondsOfHanging : leaseSeconds;
  const started = startScript(program, [database.url, String(everySeconds), String(lease), ...how]);
  processes.push(started);
  return started;
}

interface Occurrence {
  /** Seconds since the epoch. */
  due: number;
  pid: number;
  error: string | null;
}

const occurrences = async (which: string): Promise<Occurrence[]> =>
  (
    await inspector.query<Occurrence>(`
      select extract(epoch from due_at)::int as due, split_part(leased_by, ':', 2)::int as pid, error
      from scheduled_run where task = 'sweep-inbox' and ${which} order by due_at`)
  ).rows;
const finished = () => occurrences('finished_at is not null');
const finishedAt = async (due: number) => (await finished()).find((occurrence) => occurrence.due === due);
const timesSaid = (what: string, ...by: RunningProgram[]) =>
  by.flatMap((process) => process.output().split('\n')).filter((line) => line === what).length;

it('runs each occurrence once across three processes, one late and one hanging, and then the next', async () => {
  const both = [aProcess(), aProcess()];
  // they are idle early in an interval, and the one that ran is certain to have started
  const early = `finished_at < due_at + interval '3 seconds' and now() - finished_at < '1 second'`;
  const ready = await waitFor(async () => (await occurrences(early))[0], someTicks);
  for (const process of both) process.freeze();
  const inTime = both.find(({ pid }) => pid === ready.pid);
  const late = both.find(({ pid }) => pid !== ready.pid);
  if (!inTime || !late) throw new Error('Both were started.');

  const hanging = aProcess('hangs');
  // early in an interval, too: on a busy machine it starts late in one, and hangs again in the next
  const hangsEarly = `finished_at is null and now() < due_at + '3 seconds'`;
  const hung = await waitFor(async () => (await occurrences(hangsEarly))[0], someTicks);
  hanging.freeze();
  expect(hung.pid).toBe(hanging.pid);

  inTime.thaw();
  const takenOver = await waitFor(() => finishedAt(hung.due), someTicks);
  expect(takenOver.pid).toBe(inTime.pid);
  late.thaw();
  const next = await waitFor(() => finishedAt(hung.due + everySeconds), someTicks);
  expect(next.pid).not.toBe(hanging.pid);
  await Promise.all([inTime.stop(), late.stop()]);
  const before = await finished();
  expect(timesSaid('ran', inTime, late)).toBe(before.length);

  // the process that hung runs the next free occurrence, and changes nothing that others finished meanwhile
  const hungBefore = timesSaid('hangs', hanging);
  hanging.thaw();
  await waitFor(() => timesSaid('hangs', hanging) > hungBefore, someTicks);
  expect(await finished()).toEqual(before);
}, 300_000);
