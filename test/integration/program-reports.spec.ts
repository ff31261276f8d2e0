import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import { ProgramReports } from '../../apps/api/src/health/program-reports.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { startApi } from '../support/daybook.js';
import { aTcpProxyTo, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

let database: TestDatabase;
let proxy: TcpProxy;
let api: NestExpressApplication;
let client: pg.Client;

beforeAll(async () => {
  database = await aDatabase();
  proxy = await aTcpProxyTo(database.url);
  api = await startApi(proxy.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await api.close();
  await proxy.cut();
  await client.end();
  await database.drop();
});

const reports = () => api.get(ProgramReports);
const killed = (restarts: number) =>
  reports().receive({ program: 'worker', state: 'unavailable', restarts, reason: 'SIGKILL' });
const runsWell = (program: 'worker' | 'postgresql') => reports().receive({ program, state: 'available' });
async function entries(): Promise<unknown[]> {
  const { rows } = await client.query<object>(`select message, level, resolved_by ->> 'eventType' as "resolvedBy"
    from activity_log order by occurred_at, id`);
  return rows;
}
const problem = (restarts: number) => ({
  message: `The worker keeps stopping and was restarted ${restarts} times in a row: SIGKILL`,
  ...{ level: 'error', resolvedBy: null },
});

it('a program that keeps stopping is one problem, until it runs well', async () => {
  await runsWell('worker');
  expect(await entries()).toEqual([]);

  await killed(3);
  await killed(4);
  await runsWell('postgresql');
  expect(await entries()).toEqual([problem(4)]);

  await runsWell('worker');
  await runsWell('worker');
  expect(await entries()).toEqual([
    { ...problem(4), resolvedBy: 'program.available' },
    { message: 'The worker is running again', level: 'info', resolvedBy: null },
  ]);
});

it('what is reported while PostgreSQL does not answer is recorded once it does', async () => {
  await client.query('truncate activity_log');
  await proxy.cut();
  await killed(3);
  await killed(4);
  await proxy.mend();
  await waitFor(async () => (await entries()).length > 0);
  expect(await entries()).toEqual([problem(4)]);
});
