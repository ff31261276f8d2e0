import { Signals } from '@daybook/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { Consoles, type News } from './consoles.js';
import { NewsBySignals } from './news-by-signals.js';

let database: TestDatabase;
let signals: Signals;

beforeAll(async () => {
  database = await aDatabase();
  signals = new Signals(database.url);
});
afterAll(async () => {
  await signals.onApplicationShutdown();
  await database.drop();
});

async function heardBy(consoles: Consoles): Promise<(News | 'ask again')[]> {
  const heard: (News | 'ask again')[] = [];
  await consoles.listen({ read: (news) => heard.push(news), askAgain: () => heard.push('ask again') });
  return heard;
}

const ids = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
const nothing = { recorded: [], resolved: [], orders: [], signedOut: [], progress: [], much: false };

describe('news for the consoles', () => {
  it('of how far a sync has come are the latest of each provider', async () => {
    const consoles = new Consoles(new NewsBySignals(signals));
    const heard = await heardBy(consoles);
    for (const done of [5, 10, 15]) consoles.tell({ progress: [{ provider: 'printify', done, total: 47 }] });
    consoles.tell({ progress: [{ provider: 'printful', done: 1, total: 12 }] });

    await waitFor(() => heard.length > 0);
    expect(heard).toEqual([
      {
        ...nothing,
        progress: [
          { provider: 'printify', done: 15, total: 47 },
          { provider: 'printful', done: 1, total: 12 },
        ],
      },
    ]);
  });

  it('of one burst is told together, each order once', async () => {
    const consoles = new Consoles(new NewsBySignals(signals));
    const heard = await heardBy(consoles);
    const [entry = '', other = '', order = ''] = ids(3);
    consoles.tell({ recorded: [entry], orders: [order] });
    consoles.tell({ recorded: [other], orders: [order] });

    await waitFor(() => heard.length > 0);
    expect(heard).toEqual([{ ...nothing, recorded: [entry, other], orders: [order] }]);
  });

  it('of more than fits into a signal says only that much has happened', async () => {
    const consoles = new Consoles(new NewsBySignals(signals));
    const heard = await heardBy(consoles);
    consoles.tell({ recorded: ids(1_000) });

    await waitFor(() => heard.length > 0);
    expect(heard).toEqual([{ ...nothing, much: true }]);
  });

  it('names every session that ended, however many at once', async () => {
    const consoles = new Consoles(new NewsBySignals(signals));
    const heard = await heardBy(consoles);
    const rooms = Array.from({ length: 200 }, (_, n) => `session:${String(n).padStart(64, '0')}`);
    consoles.tell({ signedOut: rooms });

    await waitFor(() => heard.flatMap((news) => (news === 'ask again' ? [] : news.signedOut)).length >= 200);
    expect(heard.flatMap((news) => (news === 'ask again' ? [] : news.signedOut))).toEqual(rooms);
  });

  it('that nobody here understands makes consoles ask again, and harms nothing', async () => {
    const consoles = new Consoles(new NewsBySignals(signals));
    const heard = await heardBy(consoles);
    for (const payload of ['', 'hello', '{"recorded":7}']) await signals.send('daybook_consoles', payload);
    consoles.tell({ orders: ['an order'] });

    await waitFor(() => heard.length === 4);
    expect(heard).toEqual(['ask again', 'ask again', 'ask again', { ...nothing, orders: ['an order'] }]);
  });

  it('gathered when the application stops is still told', async () => {
    const [stopping, listening] = [new Consoles(new NewsBySignals(signals)), new Consoles(new NewsBySignals(signals))];
    const heard = await heardBy(listening);
    stopping.tell({ orders: ['an order'] });
    await stopping.onApplicationShutdown();

    await waitFor(() => heard.length > 0);
  });
});
