import { PgNotifications } from '@daybook/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { ConsoleNotifier, type ConsoleUpdate } from './console-notifier.js';
import { PgUpdateTransport } from './update-transport.js';

let database: TestDatabase;
let notifications: PgNotifications;

beforeAll(async () => {
  database = await aDatabase();
  notifications = new PgNotifications(database.url);
});
afterAll(async () => {
  await notifications.onApplicationShutdown();
  await database.drop();
});

const createNotifier = () => new ConsoleNotifier(new PgUpdateTransport(notifications));

async function receivedBy(notifier: ConsoleNotifier): Promise<(ConsoleUpdate | 'refresh')[]> {
  const received: (ConsoleUpdate | 'refresh')[] = [];
  await notifier.listen({
    onUpdate: (update) => received.push(update),
    onUpdatesMissed: () => received.push('refresh'),
  });
  return received;
}

const ids = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
const empty = {
  recordedEntryIds: [],
  updatedEntryIds: [],
  changedOrderIds: [],
  signedOutRooms: [],
  syncProgress: [],
  tooMany: false,
};

describe('a console update', () => {
  it('carries only the latest progress of each provider', async () => {
    const notifier = createNotifier();
    const received = await receivedBy(notifier);
    for (const done of [5, 10, 15]) notifier.notify({ syncProgress: [{ provider: 'printify', done, total: 47 }] });
    notifier.notify({ syncProgress: [{ provider: 'printful', done: 1, total: 12 }] });

    await waitFor(() => received.length > 0);
    expect(received).toEqual([
      {
        ...empty,
        syncProgress: [
          { provider: 'printify', done: 15, total: 47 },
          { provider: 'printful', done: 1, total: 12 },
        ],
      },
    ]);
  });

  it('combines the changes of one burst, and names each order once', async () => {
    const notifier = createNotifier();
    const received = await receivedBy(notifier);
    const [entry = '', other = '', order = ''] = ids(3);
    notifier.notify({ recordedEntryIds: [entry], changedOrderIds: [order] });
    notifier.notify({ recordedEntryIds: [other], changedOrderIds: [order] });

    await waitFor(() => received.length > 0);
    expect(received).toEqual([{ ...empty, recordedEntryIds: [entry, other], changedOrderIds: [order] }]);
  });

  it('only says that there were too many changes when they do not fit into one notification', async () => {
    const notifier = createNotifier();
    const received = await receivedBy(notifier);
    notifier.notify({ recordedEntryIds: ids(1_000) });

    await waitFor(() => received.length > 0);
    expect(received).toEqual([{ ...empty, tooMany: true }]);
  });

  it('names every session that ended, however many there are', async () => {
    const notifier = createNotifier();
    const received = await receivedBy(notifier);
    const signedOutRooms = () => received.flatMap((update) => (update === 'refresh' ? [] : update.signedOutRooms));
    const rooms = Array.from({ length: 200 }, (_, n) => `session:${String(n).padStart(64, '0')}`);
    notifier.notify({ signedOutRooms: rooms });

    await waitFor(() => signedOutRooms().length >= 200);
    expect(signedOutRooms()).toEqual(rooms);
  });

  it('that this version does not understand makes the consoles refresh', async () => {
    const notifier = createNotifier();
    const received = await receivedBy(notifier);
    for (const payload of ['', 'hello', '{"changedOrderIds":7}', '{"fieldOfAnotherVersion":[]}'])
      await notifications.notify('daybook_consoles', payload);
    notifier.notify({ changedOrderIds: ['an order'] });

    await waitFor(() => received.length === 5);
    expect(received).toEqual(['refresh', 'refresh', 'refresh', 'refresh', { ...empty, changedOrderIds: ['an order'] }]);
  });

  it('that is still pending when the application stops is sent', async () => {
    const stopping = createNotifier();
    const received = await receivedBy(createNotifier());
    stopping.notify({ changedOrderIds: ['an order'] });
    await stopping.onApplicationShutdown();

    await waitFor(() => received.length > 0);
  });
});
