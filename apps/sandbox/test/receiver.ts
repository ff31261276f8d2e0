import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  signature: string;
}

/** A status, no answer ever, or a broken connection. */
type Answer = number | 'hang' | 'hang up';

/** A shop on loopback that keeps each webhook it gets and answers with the planned statuses. */
export async function startReceiver() {
  const received: Received[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let answer: (webhook: Received, number: number) => Answer = () => 200;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const webhook = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        signature: String(request.headers['stripe-signature'] ?? ''),
      };
      received.push(webhook);
      const status = answer(webhook, received.length);
      if (status === 'hang up') request.socket.destroy();
      else if (status !== 'hang') response.writeHead(status, { location: '/elsewhere' }).end('noted');
      for (const { resolve } of waiting.filter(({ count }) => received.length >= count)) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    received,
    origin,
    url: `${origin}/webhooks/stripe`,
    answerWith(next: typeof answer): void {
      answer = next;
    },
    /** Resolves with the first `count` webhooks, once there are so many. */
    async first(count: number): Promise<Received[]> {
      if (received.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return received.slice(0, count);
    },
    /** Resolves with the first webhook, once there is one. */
    async one(): Promise<Received> {
      const [webhook] = await this.first(1);
      if (!webhook) throw new Error('The receiver waited for a webhook and got none.');
      return webhook;
    },
    forget(): void {
      received.length = 0;
    },
    close(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
