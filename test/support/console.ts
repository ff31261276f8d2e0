import { adminNamespace, type ActivityEntry, type Page } from '@daybook/contract';
import { io } from 'socket.io-client';
import { waitFor } from './wait-for.js';

/** A console that behaves as the browser's does: it receives what is pushed, and fetches again on `console:refresh`. */
export async function aListeningConsole(address: string, cookie: string) {
  const pushed: string[] = [];
  const found = new Set<string>();
  const received: string[] = [];
  let asking = Promise.resolve();
  const socket = io(address + adminNamespace, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie },
  });
  socket.onAny((name: string) => received.push(name));
  socket.on('activity:recorded', ({ entry }: { entry: ActivityEntry }) => pushed.push(entry.id));
  socket.on('console:refresh', () => {
    asking = asking.then(async () => {
      for (const { id } of await wholeFeed(address, cookie)) found.add(id);
    });
  });
  await waitFor(() => received.includes('attention:count'));
  return {
    /** The ids of the pushed entries, in order of arrival. */
    pushed,
    /** The ids of all entries that were pushed or fetched after a refresh. */
    async known(): Promise<string[]> {
      await asking;
      return [...new Set([...pushed, ...found])];
    },
    close: () => socket.disconnect(),
  };
}

async function wholeFeed(address: string, cookie: string): Promise<ActivityEntry[]> {
  const entries: ActivityEntry[] = [];
  let next: string | null = null;
  do {
    const query: string = next === null ? '' : `?before=${encodeURIComponent(next)}`;
    const response = await fetch(`${address}/api/activity${query}`, { headers: { cookie } });
    const page = (await response.json()) as Page<ActivityEntry>;
    entries.push(...page.items);
    ({ next } = page);
  } while (next !== null);
  return entries;
}
