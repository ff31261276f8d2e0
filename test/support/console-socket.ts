import { adminNamespace, type ServerToConsole } from '@daybook/contract';
import { io, type Socket } from 'socket.io-client';
import { waitFor } from './wait-for.js';

type ReceivedEvents = { [E in keyof ServerToConsole]: Parameters<ServerToConsole[E]>[0][] };

/** A console's socket and everything it has received. */
export interface ConsoleSocket {
  socket: Socket;
  received: ReceivedEvents;
  /** The count it received last. */
  count(): number | undefined;
}

/** Opens a socket to an api, which may refuse it. The caller disconnects it. */
export function connectSocket(address: string, headers: Record<string, string>): ConsoleSocket {
  const socket: Socket = io(address + adminNamespace, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  });
  const received: ReceivedEvents = {
    'attention:count': [],
    'activity:recorded': [],
    'activity:resolved': [],
    'order:changed': [],
    'console:refresh': [],
    'sync:progress': [],
  };
  for (const [name, list] of Object.entries<unknown[]>(received))
    socket.on(name, (payload: unknown) => list.push(payload));
  return { socket, received, count: () => received['attention:count'].at(-1)?.count };
}

/** Opens a socket and waits until the api accepts it. The caller disconnects it. */
export async function aConsoleAt(address: string, cookie: string): Promise<ConsoleSocket> {
  const console = connectSocket(address, { cookie });
  await waitFor(() => console.count() !== undefined);
  return console;
}
