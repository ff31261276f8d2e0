import pg from 'pg';

/**
 * Ends a connection on which an answer is overdue (`query_timeout`). Whoever asked has been told, but whatever is asked on it
 * next would wait behind that answer: in a pool it would be handed out again and again until the system gives it up, after a
 * quarter of an hour or so.
 */
export function cutWhenSilent(client: pg.ClientBase): void {
  const query = (...args: unknown[]): unknown => {
    const answer: unknown = original().apply(client, args);
    if (answer instanceof Promise) answer.catch((error: unknown) => isOverdue(error) && end(client));
    return answer;
  };
  Object.assign(client, { query });
}

/** Looked up at each call: what stands in its place by then counts. */
const original = () =>
  Reflect.get(pg.Client.prototype, 'query') as (this: pg.ClientBase, ...args: unknown[]) => unknown;
const isOverdue = (error: unknown) => error instanceof Error && error.message === 'Query read timeout';

/** With a query under way this waits for nobody. */
function end(client: pg.ClientBase): void {
  if (client instanceof pg.Client) client.end().catch(() => undefined);
}
