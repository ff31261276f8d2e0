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
  await sql`create table noted (word text)`.execute(database.kysely());
});
afterAll(async () => {
  await module.close();
  await scratch.drop();
});

const noted = async () => {
  const { rows } = await sql<{ word: string }>`select word from noted order by word`.execute(database.kysely());
  return rows.map(({ word }) => word);
};

describe('a transaction', () => {
  it('returns its connection to the pool even when it is dead', async () => {
    for (let n = 0; n < maxConnections * 4; n += 1) {
      const dying = database.transaction((tx) =>
        sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx.kysely()),
      );
      await expect(dying).rejects.toMatchObject({ code: '57P01' });
    }
    expect((await sql`select 1`.execute(database.kysely())).rows).toHaveLength(1);
  });

  it('runs its callbacks after the commit, and none after a rollback', async () => {
    const called: string[] = [];
    await database.transaction(async (tx) => {
      tx.afterCommit(() => called.push('kept'));
      expect(called).toEqual([]);
      await sql`insert into noted values ('kept')`.execute(tx.kysely());
    });
    const failing = database.transaction(async (tx) => {
      tx.afterCommit(() => called.push('never'));
      await sql`insert into noted values ('never')`.execute(tx.kysely());
      throw new Error('after all not');
    });

    await expect(failing).rejects.toThrow('after all not');
    expect(called).toEqual(['kept']);
    expect(await noted()).toEqual(['kept']);
  });

  it('succeeds even when a callback fails, and runs the next one', async () => {
    const called: string[] = [];
    const telling = database.transaction(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('nobody listens');
      });
      tx.afterCommit(() => called.push('the next'));
      return 'done';
    });

    expect(await telling).toBe('done');
    expect(called).toEqual(['the next']);
  });

  it('survives a savepoint that fails, without its changes and callbacks', async () => {
    const called: string[] = [];
    await database.transaction(async (tx) => {
      tx.afterCommit(() => called.push('before'));
      const attempt = tx.savepoint(async () => {
        tx.afterCommit(() => called.push('attempted'));
        await sql`insert into noted values ('attempted')`.execute(tx.kysely());
        await sql`select 1 / 0`.execute(tx.kysely());
      });
      await expect(attempt).rejects.toMatchObject({ code: '22012' });
      await sql`insert into noted values ('afterwards')`.execute(tx.kysely());
    });

    expect(called).toEqual(['before']);
    expect(await noted()).toEqual(['afterwards', 'kept']);
  });
});
