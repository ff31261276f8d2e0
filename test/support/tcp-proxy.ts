import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

export interface TcpProxy {
  /** The address it was made for, by way of the proxy. */
  url: string;
  /** How many connections are open to it. */
  readonly connections: number;
  /** As when the server stops: what is open is cut, what comes is refused. */
  cut(): Promise<void>;
  /** What is open is cut; who comes again is let through. */
  reset(): void;
  /** As when a cable is pulled: open connections fall silent, new ones are taken and never answered and no side hears of it. */
  blackHole(): void;
  /** Each piece, either way, waits so many milliseconds before the next one. */
  delay(milliseconds: number): void;
  /** All is well for who connects from now on. What fell silent stays so, as behind a router that has forgotten it. */
  mend(): Promise<void>;
}

const usualPorts: Record<string, number> = { 'postgres:': 5432, 'postgresql:': 5432, 'redis:': 6379 };

/** A way to a server (by its address, a database's or any other), able to simulate network faults. */
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
      // what nobody reads still has to be taken, or the end would never be heard
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

  server.listen(0, '127.0.0.1');
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
