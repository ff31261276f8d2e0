import { afterEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { useDatabase } from '../../../test/support/database.js';
import { aTcpProxyTo } from '../../../test/support/tcp-proxy.js';
import { cutWhenSilent } from './cut-when-silent.js';

const database = useDatabase();
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** One connection, which is given back without a word, as the ORM does. */
async function aPoolOfOne() {
  const proxy = await aTcpProxyTo(database.url);
  const pool = new pg.Pool({ connectionString: proxy.url, max: 1, query_timeout: 200 });
  pool.on('connect', cutWhenSilent);
  pool.on('error', () => undefined);
  ends.push(
    () => pool.end(),
    () => proxy.cut(),
  );
  const ask = async () => {
    const client = await pool.connect();
    try {
      return (await client.query<{ one: number }>('select 1 as one')).rows;
    } finally {
      client.release();
    }
  };
  return { proxy, pool, ask };
}

it('gives up a connection that has fallen silent, so that the next question goes out on another', async () => {
  const { proxy, pool, ask } = await aPoolOfOne();
  await ask();
  proxy.blackHole();
  await expect(ask()).rejects.toThrow('Query read timeout');
  await proxy.mend();

  expect(await ask()).toEqual([{ one: 1 }]);
  expect(pool.totalCount).toBe(1);
});

it('keeps a connection on which PostgreSQL said no', async () => {
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
