import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** A request as it arrives at a handshake, before any framework has seen it. */
export function aRawRequest(headers: Record<string, string>, url = '/socket.io/'): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  return Object.assign(request, { method: 'GET', url, headers });
}
