import { randomUUID } from 'node:crypto';
import { migrate } from '@daybook/database';
import { defineEntity } from '@mikro-orm/core';
import pg from 'pg';
const root = 'postgres://postgres@127.0.0.1:55987';
export async function aDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const run = async (sql: string) => {
    const c = new pg.Client({ connectionString: `${root}/postgres` });
    await c.connect();
    await c.query(sql).finally(() => c.end());
  };
  await run(`create database ${name}`);
  await migrate(`${root}/${name}`);
  return { url: `${root}/${name}`, drop: () => run(`drop database ${name} with (force)`) };
}

export const Nothing = defineEntity({ name: 'Nothing', properties: (p) => ({ id: p.uuid().primary() }) });
