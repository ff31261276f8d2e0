import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProblemException } from '../problem/problem.js';
import { readBody } from './read-body.js';

let server: Server;
let outcome: Promise<string | number>;
let timeoutMs: number;

beforeEach(async () => {
  timeoutMs = 60_000;
  outcome = new Promise((resolve) => {
    server = createServer((incoming, response) => {
      readBody(incoming, { maxBytes: 10, timeoutMs }).then(
        (body) => {
          resolve(body.toString());
          response.end();
        },
        (error: unknown) => {
          resolve(error instanceof ProblemException ? error.getStatus() : String(error));
          response.writeHead(400).end();
        },
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function send(...chunks: string[]) {
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ port, host: '127.0.0.1', method: 'POST', headers: { connection: 'close' } });
  outgoing.on('error', () => undefined);
  outgoing.on('response', (response) => response.resume());
  for (const chunk of chunks) outgoing.write(chunk);
  return outgoing;
}

describe('the body of a webhook', () => {
  it('is returned unchanged when it arrives in chunks', async () => {
    send('hello', ', you').end();
    expect(await outcome).toBe('hello, you');
  });

  it('is refused at the first byte over the limit', async () => {
    send('hello, you!').end();
    expect(await outcome).toBe(413);
  });

  it('is refused when it arrives too slowly', async () => {
    timeoutMs = 200;
    const slow = send('he');
    expect(await outcome).toBe(408);
    slow.destroy();
  });

  it('is refused when it is incomplete', async () => {
    const incomplete = send('he');
    incomplete.once('socket', (socket) => socket.once('connect', () => setImmediate(() => incomplete.destroy())));
    expect(await outcome).toBe(400);
  });
});
