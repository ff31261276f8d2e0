import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { useDatabase } from '../../../test/support/database.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { Signals } from './signals.js';

const database = useDatabase();
const opened: Signals[] = [];

function aProcess(url = database.url): Signals {
  const signals = new Signals(url);
  opened.push(signals);
  return signals;
}

async function hearing(signals: Signals, channel: string) {
  const heard: string[] = [];
  const missed: true[] = [];
  await signals.listen(channel, { heard: (payload) => heard.push(payload), missedSome: () => missed.push(true) });
  return { heard, missed };
}

async function cutConnections(): Promise<void> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'daybook signals'`,
  );
  await client.end();
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((signals) => signals.onApplicationShutdown()));
});

describe('a signal', () => {
  it('is heard by every process that listens to its channel, the sender included, and by no other channel', async () => {
    const [here, there] = [aProcess(), aProcess()];
    const [a, b, other] = [await hearing(here, 'news'), await hearing(there, 'news'), await hearing(there, 'other')];
    await here.send('news', 'ünïcode');

    await waitFor(() => a.heard.length > 0 && b.heard.length > 0);
    expect([a.heard, b.heard, other.heard]).toEqual([['ünïcode'], ['ünïcode'], []]);
  });

  it('too large for PostgreSQL is refused before it gets there', async () => {
    await expect(aProcess().send('news', 'ü'.repeat(4_000))).rejects.toThrow(RangeError);
  });

  it('that cannot be sent harms nobody', async () => {
    await expect(aProcess('postgres://nobody@127.0.0.1:9/nowhere').send('news')).resolves.toBeUndefined();
  });
});

describe('a lost connection', () => {
  it('comes back by itself, and says that something may have been missed', async () => {
    const [listening, sending] = [aProcess(), aProcess()];
    const { heard, missed } = await hearing(listening, 'news');
    await cutConnections();

    await waitFor(() => missed.length > 0);
    await sending.send('news', 'after');
    await waitFor(async () => {
      if (heard.length === 0) await sending.send('news', 'after');
      return heard.length > 0;
    });
  });
});
