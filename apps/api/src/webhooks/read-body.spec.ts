import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProblemException } from '../problem/problem.js';
import { readBody } from './read-body.js';

let server: Server;
let outcome: Promise<string | number>;

beforeEach(async () => {
  outcome = new Promise((resolve) => {
    server = createServer((incoming, response) => {
      readBody(incoming, { bytes: 10, milliseconds: 200 }).then(
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
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(() => new Promise((closed) => server.close(closed)));

function send(...chunks: string[]) {
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ port, host: '127.0.0.1', method: 'POST', headers: { connection: 'close' } });
  outgoing.on('error', () => undefined);
  outgoing.on('response', (response) => response.resume());
  for (const chunk of chunks) outgoing.write(chunk);
  return outgoing;
}

describe('reading a webhook’s body', () => {
  it('gives it as it came, chunk after chunk', async () => {
    send('hello', ', you').end();
    expect(await outcome).toBe('hello, you');
  });

  it('refuses the byte too many', async () => {
    send('hello, you!').end();
    expect(await outcome).toBe(413);
  });

  it('gives up on one that drips', async () => {
    const dripping = send('he');
    expect(await outcome).toBe(408);
    dripping.destroy();
  });

  it('notices one that is cut short', async () => {
    const cut = send('he');
    cut.once('socket', (socket) => socket.once('connect', () => setImmediate(() => cut.destroy())));
    expect(await outcome).toBe(400);
  });
});
