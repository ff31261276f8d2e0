import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { usePrograms, type RunningProgram } from '../support/processes.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const connectionCount = 400;
const announcedBytes = 1_048_000;
const unfinished = Buffer.alloc(1_040_000, 'x');
const mebibyte = 1_048_576;

const programs = usePrograms();
let database: TestDatabase;
let api: RunningProgram;
const sockets: Socket[] = [];

beforeAll(async () => {
  database = await aDatabase();
  api = await programs.start('api', { DATABASE_URL: database.url });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await programs.end();
  await database.drop();
});

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** A stranger that sends all but the end of a body, and then nothing. Resolves once that is sent, or refused. */
async function aStranger(headers: string): Promise<void> {
  const socket = connect(api.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.resume();
  await once(socket, 'connect');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(`POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: ${announcedBytes}\r\n\r\n`);
  const sent = new Promise<void>((resolve) => socket.write(unfinished, () => resolve()));
  await Promise.race([sent, closed]);
}

async function aGenuineWebhook(): Promise<number> {
  const body = aStripeEvent();
  const headers = { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body) };
  return (await fetch(`${api.url}/webhooks/stripe`, { method: 'POST', headers, body })).status;
}

it.each([
  ['no signature', ''],
  ['a made-up signature', `Stripe-Signature: t=${Math.floor(Date.now() / 1_000)},v1=${'0'.repeat(64)}\r\n`],
])(
  '%s and unfinished bodies of 400 strangers take little memory, and genuine webhooks are accepted meanwhile',
  async (_, headers) => {
    let arriving = connectionCount;
    for (let n = 0; n < connectionCount; n += 1) void aStranger(headers).finally(() => (arriving -= 1));
    const statuses: number[] = [];
    let mostHeldBytes = 0;
    do {
      statuses.push(await aGenuineWebhook());
      mostHeldBytes = Math.max(mostHeldBytes, await metric('daybook_request_body_bytes'));
    } while (arriving > 0);

    // while the strangers that were not dropped hold what they have sent
    statuses.push(await aGenuineWebhook());
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(mostHeldBytes).toBeLessThanOrEqual(32 * mebibyte);
    expect(await metric('process_resident_memory_bytes')).toBeLessThan(500 * mebibyte);
    if (headers !== '') expect(await metric('daybook_request_bodies_dropped_total')).toBeGreaterThan(0);
    else expect(mostHeldBytes).toBeLessThan(mebibyte);

    for (const socket of sockets.splice(0)) socket.destroy();
    await waitFor(async () => (await metric('daybook_request_body_bytes')) === 0);
  },
);
