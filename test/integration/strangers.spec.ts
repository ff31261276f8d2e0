import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { webhookPath, type WebhookSourceName } from '@daybook/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import { createApi } from '../../apps/api/src/create-api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { mailWebhookSettings } from '../support/mail-services.js';
import { testSettings } from '../support/parts.js';
import { waitFor } from '../support/wait-for.js';

const maxConnections = 6;
const settings = {
  ...{ PRINTIFY_TOKEN: 'token', PRINTIFY_SHOP_ID: '1', PRINTIFY_WEBHOOK_SECRET: '5eed5eed' },
  ...{ PRINTFUL_TOKEN: 'token', PRINTFUL_WEBHOOK_SECRET: '5eed5eed' },
  ...mailWebhookSettings,
};

let database: TestDatabase;
let api: NestExpressApplication;
const sockets: Socket[] = [];
beforeAll(async () => {
  database = await aDatabase();
  api = await createApi(testSettings(database.url, settings), { maxConnections });
  await api.listen(0, '127.0.0.1');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await waitFor(async () => (await openCount()) === 0);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const openCount = () =>
  new Promise<number>((resolve) => api.getHttpServer().getConnections((_: unknown, count: number) => resolve(count)));

/** A connection that has sent `text`; it says whether it was closed, and what it received. */
async function aConnection(text = '') {
  const connection = { isClosed: false, received: '' };
  const socket = connect(Number(new URL(await api.getUrl()).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('data', (chunk) => (connection.received += chunk.toString()));
  socket.on('error', () => undefined);
  socket.on('close', () => (connection.isClosed = true));
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return connection;
}
const connections = (text: string) => Promise.all(Array.from({ length: maxConnections }, () => aConnection(text)));
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const isAnswered = ({ received }: { received: string }) => received.startsWith('HTTP/1.1 200');

describe('a webhook that half arrives is answered before the rest of its body when', () => {
  const basic = (password: string) => `Basic ${Buffer.from(`daybook:${password}`).toString('base64')}`;
  const zeros = '0'.repeat(64);
  const unsigned: [WebhookSourceName, string, Record<string, string>][] = [
    ['stripe', 'no signature', {}],
    ['stripe', 'a signature without a time', { 'Stripe-Signature': `v1=${zeros}` }],
    ['printify', 'no signature', {}],
    ['printify', 'another signature', { 'X-Pfy-Signature': zeros }],
    ['printful', 'no signature', {}],
    ['printful', 'half a signature', { 'X-Pf-Webhook-Signature': '0'.repeat(32) }],
    ['postmark', 'no password', {}],
    ['postmark', 'a wrong password', { Authorization: basic('guess') }],
    ['postmark', 'a password that begins like ours', { Authorization: basic('postmark-passwor') }],
    ['resend', 'no signature', {}],
    ['resend', 'a signature without a time', { 'Svix-Id': 'msg_1', 'Svix-Signature': 'v1,AAAA' }],
  ];

  it.each(unsigned)('%s sends %s', async (source, _, proof) => {
    const headers = { Host: 'localhost', 'Content-Type': 'application/json', 'Content-Length': '1000', ...proof };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const webhook = await aConnection(`POST ${webhookPath(source)} HTTP/1.1\r\n${head.join('')}\r\n${'x'.repeat(500)}`);
    await waitFor(() => webhook.received.includes('The webhook was refused: bad '));
    expect(webhook.received).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('an api with all the connections that it may have', () => {
  it('answers the next one, in place of the one that says nothing for longest', async () => {
    const silent = await connections('');
    await waitFor(async () => (await openCount()) === maxConnections);
    const next = await aConnection(get('/health/live'));
    await waitFor(() => isAnswered(next));
    await waitFor(() => silent.filter(({ isClosed }) => isClosed).length === 1);
    expect(await openCount()).toBe(maxConnections);
  });

  it('closes the next one while all of them wait for an answer, and answers again afterwards', async () => {
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('begin');
    await blocker.query('lock table product in access exclusive mode');
    let begun = 0;
    api.getHttpServer().on('request', () => (begun += 1));
    const waiting = await connections(get('/'));
    await waitFor(() => begun === maxConnections);
    const late = await aConnection(get('/health/live'));
    await waitFor(() => late.isClosed);
    expect(late.received).toBe('');

    await blocker.query('rollback');
    await blocker.end();
    await waitFor(() => waiting.every(isAnswered));
    const next = await aConnection(get('/health/live'));
    await waitFor(() => isAnswered(next));
  });
});
