import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { useDatabase } from '../../../test/support/database.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { PgNotifications } from './pg-notifications.js';

const database = useDatabase();
const opened: PgNotifications[] = [];

function aProcess(url = database.url): PgNotifications {
  const notifications = new PgNotifications(url);
  opened.push(notifications);
  return notifications;
}

async function listenOn(notifications: PgNotifications, channel: string) {
  const messages: string[] = [];
  const reconnects: true[] = [];
  await notifications.listen(channel, {
    onMessage: (payload) => messages.push(payload),
    onReconnect: () => reconnects.push(true),
  });
  return { messages, reconnects };
}

async function terminateConnections(): Promise<void> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'daybook notifications'`,
  );
  await client.end();
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((notifications) => notifications.onApplicationShutdown()));
});

describe('a notification', () => {
  it('reaches every process that listens to its channel, the sender included, and no other channel', async () => {
    const [here, there] = [aProcess(), aProcess()];
    const [a, b, other] = [await listenOn(here, 'one'), await listenOn(there, 'one'), await listenOn(there, 'other')];
    await here.notify('one', 'ünïcode');

    await waitFor(() => a.messages.length > 0 && b.messages.length > 0);
    expect([a.messages, b.messages, other.messages]).toEqual([['ünïcode'], ['ünïcode'], []]);
  });

  it('is refused when its payload is too large for PostgreSQL', async () => {
    await expect(aProcess().notify('one', 'ü'.repeat(4_000))).rejects.toThrow(RangeError);
  });

  it('is dropped without an error when the database is unavailable', async () => {
    await expect(aProcess('postgres://nobody@127.0.0.1:9/nowhere').notify('one')).resolves.toBeUndefined();
  });
});

it('reconnects by itself, notifies its listeners and listens again', async () => {
  const [listening, sending] = [aProcess(), aProcess()];
  const { messages, reconnects } = await listenOn(listening, 'one');
  await terminateConnections();

  await waitFor(() => reconnects.length > 0);
  await waitFor(async () => {
    if (messages.length === 0) await sending.notify('one', 'after');
    return messages.length > 0;
  });
});
