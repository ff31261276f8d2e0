import { adminNamespace, type ServerToConsole } from '@daybook/contract';
import { io, type Socket } from 'socket.io-client';
import { waitFor } from './wait-for.js';

type Heard = { [E in keyof ServerToConsole]: Parameters<ServerToConsole[E]>[0][] };

/** A console's socket and everything it has received. */
export interface ConsoleSocket {
  socket: Socket;
  heard: Heard;
  /** The count it received last. */
  count(): number | undefined;
}

/** Opens a socket to an api, which may refuse it. The caller disconnects it. */
export function knockAt(address: string, headers: Record<string, string>): ConsoleSocket {
  const socket: Socket = io(address + adminNamespace, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  });
  const heard: Heard = {
    'attention:count': [],
    'activity:recorded': [],
    'activity:resolved': [],
    'order:changed': [],
    'console:refresh': [],
    'sync:progress': [],
  };
  for (const [name, list] of Object.entries<unknown[]>(heard))
    socket.on(name, (payload: unknown) => list.push(payload));
  return { socket, heard, count: () => heard['attention:count'].at(-1)?.count };
}

/** Opens a socket and waits until the api accepts it. The caller disconnects it. */
export async function aConsoleAt(address: string, cookie: string): Promise<ConsoleSocket> {
  const console = knockAt(address, { cookie });
  await waitFor(() => console.count() !== undefined);
  return console;
}
