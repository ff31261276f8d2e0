import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleLogger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { sql } from 'kysely';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { DatabaseModule } from './database.module.js';
import { Database } from './database.js';

const maxConnections = 3;
let scratch: TestDatabase;
let module: TestingModule;
let database: Database;

beforeAll(async () => {
  scratch = await aDatabase();
  module = await Test.createTestingModule({
    imports: [DatabaseModule.forRoot({ url: scratch.url, entities: [], applicationName: 'test', maxConnections })],
  })
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .compile();
  await module.init();
  database = module.get(Database);
  await sql`create table noted (word text)`.execute(database.sql);
});
afterAll(async () => {
  await module.close();
  await scratch.drop();
});

const noted = async () => {
  const { rows } = await sql<{ word: string }>`select word from noted order by word`.execute(database.sql);
  return rows.map(({ word }) => word);
};

describe('a transaction', () => {
  it('gives its connection back even when that has died', async () => {
    for (let n = 0; n < maxConnections * 4; n += 1) {
      const dying = database.transaction((tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx.sql));
      await expect(dying).rejects.toMatchObject({ code: '57P01' });
    }
    expect((await sql`select 1`.execute(database.sql)).rows).toHaveLength(1);
  });

  it('tells after its commit, and nobody when it is rolled back', async () => {
    const told: string[] = [];
    await database.transaction(async (tx) => {
      tx.afterCommit(() => told.push('kept'));
      expect(told).toEqual([]);
      await sql`insert into noted values ('kept')`.execute(tx.sql);
    });
    const failing = database.transaction(async (tx) => {
      tx.afterCommit(() => told.push('never'));
      await sql`insert into noted values ('never')`.execute(tx.sql);
      throw new Error('after all not');
    });

    await expect(failing).rejects.toThrow('after all not');
    expect(told).toEqual(['kept']);
    expect(await noted()).toEqual(['kept']);
  });

  it('has succeeded even when telling somebody fails, and goes on to the next', async () => {
    const told: string[] = [];
    const telling = database.transaction(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('nobody listens');
      });
      tx.afterCommit(() => told.push('the next'));
      return 'done';
    });

    expect(await telling).toBe('done');
    expect(told).toEqual(['the next']);
  });

  it('survives an attempt that fails, without what that did or would have told', async () => {
    const told: string[] = [];
    await database.transaction(async (tx) => {
      tx.afterCommit(() => told.push('before'));
      const attempt = tx.savepoint(async () => {
        tx.afterCommit(() => told.push('attempted'));
        await sql`insert into noted values ('attempted')`.execute(tx.sql);
        await sql`select 1 / 0`.execute(tx.sql);
      });
      await expect(attempt).rejects.toMatchObject({ code: '22012' });
      await sql`insert into noted values ('afterwards')`.execute(tx.sql);
    });

    expect(told).toEqual(['before']);
    expect(await noted()).toEqual(['afterwards', 'kept']);
  });
});
