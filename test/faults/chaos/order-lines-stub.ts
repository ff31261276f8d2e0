import { afterAll, beforeAll } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';

type OrderLinesStub = Awaited<ReturnType<typeof anOrderLinesStub>>;

/** A stub for the tests of one file. */
export function useOrderLinesStub(): () => OrderLinesStub {
  let stub: OrderLinesStub;
  beforeAll(async () => {
    stub = await anOrderLinesStub();
  });
  afterAll(() => stub.close());
  return () => stub;
}

/** A stub of Stripe's line items: one line per session, of the goods given. It counts its requests and can be paused. */
export async function anOrderLinesStub(goodsOf: (session: string) => Record<string, string> | null = () => null) {
  let calls = 0;
  let resumed = Promise.withResolvers<void>();
  resumed.resolve();
  const server = createServer((request, response) => {
    calls += 1;
    const [, session = ''] = /\/v1\/checkout\/sessions\/([^/]+)\/line_items/.exec(request.url ?? '') ?? [];
    const item = { id: `li_${session}`, object: 'item', description: 'Mug', quantity: 1, amount_subtotal: 4_300 };
    const metadata = goodsOf(session);
    const price = metadata && { unit_amount: 4_300, product: { name: 'Mug', metadata } };
    response.setHeader('content-type', 'application/json');
    const answer = JSON.stringify({ object: 'list', has_more: false, data: [{ ...item, price }] });
    void resumed.promise.then(() => response.end(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stub has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    get calls() {
      return calls;
    },
    /** Answers no request until `resume`. */
    pause() {
      resumed = Promise.withResolvers<void>();
    },
    resume() {
      resumed.resolve();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
