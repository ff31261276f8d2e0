import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { startScript, type RunningProgram } from '../support/processes.js';
import { waitFor } from '../support/wait-for.js';

const program = new URL('../../libs/jobs/test/scheduler-process.mjs', import.meta.url);
const everySeconds = 6;
const leaseSeconds = 1;
/** Five occurrences: a busy machine starts slowly and may miss one. */
const someTicks = { within: 30_000 };

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
  const started = startScript(program, [database.url, String(everySeconds), String(leaseSeconds), ...how]);
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
  const [inTime, late] = [aProcess(), aProcess()];
  // both are idle early in an interval
  const early = `finished_at < due_at + interval '3 seconds' and now() - finished_at < '1 second'`;
  await waitFor(async () => (await occurrences(early))[0], someTicks);
  for (const process of [inTime, late]) process.freeze();

  const hanging = aProcess('hangs');
  await hanging.says('hangs');
  hanging.freeze();
  const [hung] = await occurrences('finished_at is null');
  if (!hung) throw new Error('It hangs in no tick.');
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
  hanging.thaw();
  await waitFor(() => timesSaid('hangs', hanging) === 2, someTicks);
  expect(await finished()).toEqual(before);
}, 150_000);
