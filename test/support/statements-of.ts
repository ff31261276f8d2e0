import pg from 'pg';

export interface Statement {
  text: string;
  values: unknown[];
}

/** The statements that this process sends to the database while `work` runs. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const original = Reflect.get(pg.Client.prototype, 'query') as (this: pg.Client, ...args: unknown[]) => unknown;
  const recording = function (this: pg.Client, ...args: unknown[]): unknown {
    statements.push(statementIn(args));
    return original.apply(this, args);
  };
  Object.assign(pg.Client.prototype, { query: recording });
  try {
    await work();
  } finally {
    Object.assign(pg.Client.prototype, { query: original });
  }
  return statements;
}

function statementIn([query, values]: unknown[]): Statement {
  if (typeof query === 'object' && query !== null && 'text' in query) {
    return { text: String(query.text), values: 'values' in query && Array.isArray(query.values) ? query.values : [] };
  }
  return { text: String(query), values: Array.isArray(values) ? values : [] };
}
