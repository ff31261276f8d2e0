import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import { limitConnections } from './limit-connections.js';

let server: Server;
let answer: () => void;
let requests: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  requests = 0;
  const held = new Promise<void>((resolve) => (answer = resolve));
  server = createServer((incoming, response) => {
    requests += 1;
    if (incoming.url === '/held') void held.then(() => response.end('held'));
    else response.end('quick');
  });
  limitConnections(server, 3);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** A connection that has sent `text`; it says whether it was closed, and what it received. */
async function aConnection(text: string) {
  const connection = { isClosed: false, received: '' };
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.on('data', (chunk) => (connection.received += chunk.toString()));
  socket.on('error', () => undefined);
  socket.on('close', () => (connection.isClosed = true));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  if (text !== '') socket.write(text);
  return connection;
}
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const openCount = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

it('closes the connection that has waited longest for a request, and answers the new one', async () => {
  const silent = await aConnection('');
  const halfway = await aConnection('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf');
  await waitFor(() => requests === 1);
  const third = await aConnection('');
  await waitFor(async () => (await openCount()) === 3);

  const quick = await aConnection(get('/'));
  await waitFor(() => quick.received.includes('quick'));
  await waitFor(() => silent.isClosed);
  expect([halfway.isClosed, third.isClosed]).toEqual([false, false]);
});

it('closes the oldest of many web sockets', async () => {
  server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    socket.resume().on('end', () => socket.destroy());
  });
  const upgrade = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const consoles = [await aConnection(upgrade), await aConnection(upgrade), await aConnection(upgrade)];
  await waitFor(() => consoles.every(({ received }) => received.includes('101')));

  const quick = await aConnection(get('/'));
  await waitFor(() => quick.received.includes('quick'));
  await waitFor(() => consoles.filter(({ isClosed }) => isClosed).length === 1);
});

it('never closes one whose request is being answered', async () => {
  const held = [await aConnection(get('/held')), await aConnection(get('/held')), await aConnection(get('/held'))];
  await waitFor(() => requests === 3);
  const late = await aConnection('');
  await waitFor(() => late.isClosed);

  answer();
  await waitFor(() => held.every(({ received }) => received.includes('held')));
});
