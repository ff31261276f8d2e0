import pg from 'pg';

/**
 * Closes a connection whose query has exceeded `query_timeout`. The caller has its error, but the next query would wait
 * behind the overdue one: a pool would hand out the dead connection again and again until the operating system gives it up,
 * after about a quarter of an hour.
 */
export function closeOnQueryTimeout(client: pg.ClientBase): void {
  const query = (...args: unknown[]): unknown => {
    const result: unknown = originalQuery().apply(client, args);
    if (result instanceof Promise) result.catch((error: unknown) => isQueryTimeout(error) && closeConnection(client));
    return result;
  };
  Object.assign(client, { query });
}

/** Read at each call, so that instrumentation which replaces it later is honoured. */
const originalQuery = () =>
  Reflect.get(pg.Client.prototype, 'query') as (this: pg.ClientBase, ...args: unknown[]) => unknown;
const isQueryTimeout = (error: unknown) => error instanceof Error && error.message === 'Query read timeout';

/** While a query is running, this closes the socket at once. */
function closeConnection(client: pg.ClientBase): void {
  if (client instanceof pg.Client) client.end().catch(() => undefined);
}
