import { expect } from '@jest/globals';
import type { HasRows } from './a-catalogue.js';
import { statementsOf, type Statement } from './statements-of.js';

/** The buffers that the one statement of `work` touches, cached or not. */
export async function buffersOf(database: HasRows, work: () => Promise<unknown>): Promise<number> {
  const all = await statementsOf(work);
  // updates from earlier statements may still be in flight, and their connection is kept alive
  const statements = all.filter(({ text }) => !text.includes('pg_notify') && text !== 'select 1');
  expect(statements).toHaveLength(1);
  return buffersOfStatement(database, statements[0] ?? { text: '', values: [] });
}

export async function buffersOfStatement(database: HasRows, { text, values }: Statement): Promise<number> {
  interface Explained {
    'QUERY PLAN': { Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }[];
  }
  const [explained] = await database.rows<Explained>(`explain (analyze, buffers, format json) ${text}`, values);
  const plan = explained?.['QUERY PLAN'][0]?.Plan;
  if (!plan) throw new Error('PostgreSQL explained nothing.');
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}
