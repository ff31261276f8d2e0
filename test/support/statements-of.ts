import pg from 'pg';

export interface Statement {
  text: string;
  values: unknown[];
}

/** What is sent to the database while `work` runs, by this process. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const original = pg.Client.prototype.query;
  const recording = function (this: pg.Client, ...args: unknown[]): unknown {
    statements.push(statementIn(args));
    return Reflect.apply(original, this, args);
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
