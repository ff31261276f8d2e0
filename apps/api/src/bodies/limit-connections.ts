import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps at most `max` connections open. Past that, the one gives way that has waited longest for a complete request, so that
 * strangers who connect and say nothing keep nobody out. One whose request is being answered never does; a web socket counts as
 * one that waits since it began.
 */
export function limitConnections(server: Server, max: number): void {
  /** The latest request of each connection, in the order in which they began to wait. */
  const requests = new Map<Socket, IncomingMessage | null>();
  server.on('connection', (socket: Socket) => {
    requests.set(socket, null);
    socket.once('close', () => requests.delete(socket));
    if (requests.size <= max) return;
    for (const [waiting, request] of requests) {
      if (request?.complete) continue;
      waiting.destroy();
      // its 'close' comes only later
      requests.delete(waiting);
      return;
    }
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (requests.has(socket)) requests.set(socket, request);
    response.once('close', () => {
      if (requests.delete(socket) && !socket.destroyed) requests.set(socket, null);
    });
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => {
    if (requests.delete(socket)) requests.set(socket, null);
  });
}
