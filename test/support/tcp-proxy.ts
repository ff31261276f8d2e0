import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { findFreePort } from './find-free-port.js';

export interface TcpProxy {
  /** The target's address by way of the proxy. */
  url: string;
  /** How many connections are open. */
  readonly connections: number;
  /** As when the server stops: closes open connections and refuses new ones. */
  cut(): Promise<void>;
  /** Closes open connections; new ones are allowed. */
  reset(): void;
  /** As when a cable is pulled: open connections go silent, and new ones get no response, without an error. */
  blackHole(): void;
  /** Delays each chunk in either direction. */
  delay(milliseconds: number): void;
  /** New connections work again. Silent ones stay silent, as behind a router that dropped their state. */
  mend(): Promise<void>;
}

const usualPorts: Record<string, number> = { 'postgres:': 5432, 'postgresql:': 5432, 'redis:': 6379 };

/** Starts a proxy to a server, such as PostgreSQL or Redis, that simulates network faults. */
export async function aTcpProxyTo(url: string): Promise<TcpProxy> {
  const { protocol, hostname, port } = new URL(url);
  const onwardPort = Number(port || usualPorts[protocol]);
  const open = new Set<Socket>();
  const silent = new Set<Socket>();
  const clients = new Set<Socket>();
  let isSilent = false;
  let delayMs = 0;

  const server = createServer((socket) => {
    keep(socket);
    clients.add(socket);
    if (isSilent) {
      silent.add(socket);
      // unread data must be consumed, or the end event never fires
      socket.resume();
      return;
    }
    const onward = createConnection(onwardPort, hostname);
    keep(onward);
    join(socket, onward);
    join(onward, socket);
  });

  function keep(socket: Socket): void {
    open.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      open.delete(socket);
      silent.delete(socket);
      clients.delete(socket);
    });
  }

  function join(from: Socket, to: Socket): void {
    from.pipe(networkFaults(from)).pipe(to);
    from.on('close', () => to.destroy());
  }

  function networkFaults(from: Socket): Transform {
    return new Transform({
      transform(piece, _, passOn) {
        if (silent.has(from)) passOn();
        else if (delayMs === 0) passOn(null, piece);
        else setTimeout(passOn, delayMs, null, piece);
      },
    });
  }

  function reset(): void {
    for (const socket of open) socket.destroy();
  }

  // `mend` listens on it again: nobody else may get it meanwhile
  server.listen(await findFreePort(), '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(address.port) }).href,
    get connections() {
      return clients.size;
    },
    async cut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      reset();
      await closed;
    },
    reset,
    blackHole() {
      isSilent = true;
      for (const socket of open) silent.add(socket);
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    async mend() {
      isSilent = false;
      delayMs = 0;
      if (server.listening) return;
      server.listen(address.port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}
