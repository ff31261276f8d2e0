import pg from 'pg';

/** Collects the updates for consoles that PostgreSQL carries from now on; call the returned function once, at the end. */
export async function updatesThroughPostgres(databaseUrl: string): Promise<() => Promise<string[]>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  const received: string[] = [];
  client.on('notification', ({ payload = '' }) => received.push(payload));
  await client.connect();
  await client.query('listen daybook_consoles');
  return async () => {
    // what was sent before arrives before this is answered
    await client.query('select 1');
    await client.end();
    return received;
  };
}
