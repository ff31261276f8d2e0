import { createServer, request, type ClientRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import { ProblemException } from '../problem/problem.js';
import { BodyBudget } from './body-budget.js';
import { readBody } from './read-body.js';

const maxBytes = 40_000;
let server: Server;
let outcomes: (string | number)[];
let timeoutMs: number;
let budget: BodyBudget;

beforeEach(async () => {
  timeoutMs = 60_000;
  outcomes = [];
  budget = new BodyBudget(100_000);
  server = createServer((incoming, response) => {
    readBody(incoming, response, budget, { maxBytes, timeoutMs }).then(
      (body) => {
        outcomes.push(body.toString());
        response.end();
      },
      (error: unknown) => {
        outcomes.push(error instanceof ProblemException ? error.getStatus() : String(error));
        response.writeHead(400).end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function send(...chunks: string[]): ClientRequest {
  return sendWith({}, ...chunks);
}

function sendWith(headers: Record<string, string>, ...chunks: string[]): ClientRequest {
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ port, host: '127.0.0.1', method: 'POST', headers: { connection: 'close', ...headers } });
  outgoing.on('error', () => undefined);
  outgoing.on('response', (response) => response.resume());
  for (const chunk of chunks) outgoing.write(chunk);
  return outgoing;
}

async function outcome(): Promise<string | number | undefined> {
  await waitFor(() => outcomes.length > 0);
  return outcomes[0];
}

describe('a body', () => {
  it('is returned unchanged when it arrives in chunks', async () => {
    send('hello', ', you').end();
    expect(await outcome()).toBe('hello, you');
  });

  it('is returned unchanged when it is as large as may be', async () => {
    send(...Array.from({ length: 40 }, (_, n) => String(n % 10).repeat(1_000))).end();
    expect(await outcome()).toBe(Array.from({ length: 40 }, (_, n) => String(n % 10).repeat(1_000)).join(''));
  });

  it('is refused at the first byte over the limit', async () => {
    send('x'.repeat(maxBytes), '!').end();
    expect(await outcome()).toBe(413);
  });

  it('is refused unread when it is announced as larger than the limit', async () => {
    const announced = sendWith({ 'content-length': String(maxBytes + 1) }, 'x');
    expect(await outcome()).toBe(413);
    announced.destroy();
  });

  it('is refused when it arrives too slowly', async () => {
    timeoutMs = 200;
    const slow = send('he');
    expect(await outcome()).toBe(408);
    slow.destroy();
  });

  it('is refused when it is incomplete', async () => {
    const incomplete = send('he');
    incomplete.once('socket', (socket) => socket.once('connect', () => setImmediate(() => incomplete.destroy())));
    expect(await outcome()).toBe(400);
  });

  it('counts as the memory it takes, however small its chunks are, until it is answered', async () => {
    const small = send();
    for (let n = 0; n < 100; n += 1) small.write('x');
    await waitFor(() => budget.heldBytes > 0);
    expect(budget.heldBytes).toBe(16_384);

    small.end();
    expect(await outcome()).toBe('x'.repeat(100));
    await waitFor(() => budget.heldBytes === 0);
  });

  it('gets 503 when it has not finished and newer ones need its room, and they are read', async () => {
    const part = 'x'.repeat(30_000);
    const unfinished = [send(part), send(part)];
    await waitFor(() => budget.heldBytes === 80_000);
    const quick = send(part);
    quick.end();

    await waitFor(() => outcomes.length === 2);
    expect(outcomes).toEqual([503, part]);
    for (const one of unfinished) one.destroy();
    await waitFor(() => budget.heldBytes === 0);
  });
});
