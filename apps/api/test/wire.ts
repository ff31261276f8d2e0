import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';

/** A wire to the database's server that can be cut and mended, as when the server stops and comes back. */
export async function aWireTo(url: string) {
  const { port, hostname } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = createConnection(Number(port), hostname);
    for (const [end, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(end);
      end.pipe(other);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        open.delete(end);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The wire has no port.');
  return {
    url: Object.assign(new URL(url), { port: String(address.port) }).href,
    cut() {
      server.close();
      for (const socket of open) socket.destroy();
    },
    async mend() {
      server.listen(address.port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}
