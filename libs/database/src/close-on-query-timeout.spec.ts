import { afterEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { useDatabase } from '../../../test/support/database.js';
import { aTcpProxyTo } from '../../../test/support/tcp-proxy.js';
import { closeOnQueryTimeout } from './close-on-query-timeout.js';

const database = useDatabase();
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0)) await cleanUp();
});

/** Releases its connection without the error, as the ORM does. */
async function aPoolOfOne() {
  const proxy = await aTcpProxyTo(database.url);
  const pool = new pg.Pool({ connectionString: proxy.url, max: 1, query_timeout: 15_000 });
  pool.on('connect', closeOnQueryTimeout);
  pool.on('error', () => undefined);
  cleanups.push(
    () => pool.end(),
    () => proxy.cut(),
  );
  /** Only the query that gets no answer has a short limit: a busy machine may exceed it. */
  const query = async (more: { query_timeout?: number } = {}) => {
    const client = await pool.connect();
    try {
      return (await client.query<{ one: number }>({ text: 'select 1 as one', ...more })).rows;
    } finally {
      client.release();
    }
  };
  return { proxy, pool, query };
}

it('closes a connection that no longer answers, so that the next query uses another one', async () => {
  const { proxy, pool, query } = await aPoolOfOne();
  await query();
  proxy.blackHole();
  await expect(query({ query_timeout: 200 })).rejects.toThrow('Query read timeout');
  await proxy.mend();

  expect(await query()).toEqual([{ one: 1 }]);
  expect(pool.totalCount).toBe(1);
});

it('keeps a connection whose query failed', async () => {
  const { pool } = await aPoolOfOne();
  const pid = async () => {
    const client = await pool.connect();
    try {
      await expect(client.query('select 1 / 0')).rejects.toThrow('division by zero');
      return (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows;
    } finally {
      client.release();
    }
  };

  expect(await pid()).toEqual(await pid());
});
