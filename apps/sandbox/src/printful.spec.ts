import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { PrintfulDescription } from '../../../test/support/printful-description.js';
import { act, aPrintfulOrder, registerPrintfulWebhooks, placePrintfulOrder } from '../test/provider-orders.js';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let description: PrintfulDescription;
let sandbox: SandboxUnderTest;
beforeAll(async () => {
  description = await PrintfulDescription.read();
});
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  await sandbox.stop();
  expect(description.violations.splice(0)).toEqual([]);
});

/** A call whose answer must match Printful's description. */
async function call(method: string, path: string, body?: unknown) {
  const answer = await sandbox.call('printful', method, path, body);
  description.checkAnswer({ method, path: path.replace(/\?.*/, '') }, answer);
  return answer;
}
const twoThings = [
  { sync_variant_id: 4253821906, quantity: 2, retail_price: '18.00' },
  { sync_variant_id: 4253822117, quantity: 1, retail_price: '12.00' },
];

describe('Printful’s own description', () => {
  it('catches an answer that violates it', () => {
    const order = { method: 'GET', path: '/orders/1' };
    description.checkAnswer(order, { body: { code: 200, result: { items: 'none' } } });
    description.checkAnswer(order, { status: 201, body: {} });
    description.checkAnswer({ method: 'POST', path: '/v2/webhooks' }, { body: { code: 200, result: {} } });
    description.checkAnswer({ method: 'GET', path: '/order/1' }, { body: {} });
    description.checkWebhook(JSON.stringify({ type: 'shipment_sent' }));

    const places = description.violations.splice(0).map((violation) => violation.replace(/: .*/, ''));
    expect([...new Set(places)]).toEqual([
      '200 to GET /orders/1',
      '201 to GET /orders/1',
      '200 to POST /v2/webhooks',
      '200 to GET /order/1',
      'POST /printful-webhooks/shipment_sent',
    ]);
  });
});

describe('Printful’s API', () => {
  it('accepts a confirmed order and finds it by its id and by its external id', async () => {
    const made = await call('POST', '/orders?confirm=true', aPrintfulOrder({ items: twoThings }));
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      code: 200,
      result: {
        id: expect.any(Number),
        external_id: 'SS-260223-0042',
        status: 'pending',
        items: [
          { sync_variant_id: 4253821906, quantity: 2, retail_price: '18.00', name: 'Art print / A3 / Matte' },
          {},
        ],
        retail_costs: { currency: 'GBP', subtotal: '48.00', total: '52.00' },
      },
    });
    const { id } = (made.body as { result: { id: number } }).result;
    for (const path of [`/orders/${id}`, '/orders/@SS-260223-0042']) {
      const found = await call('GET', path);
      expect(found.body).toMatchObject({ result: { id } });
    }
    const list = await call('GET', '/orders?status=pending');
    expect(list.body).toMatchObject({ result: [{ id }], paging: { total: 1, offset: 0, limit: 20 } });
  });

  it('keeps a draft until it is confirmed', async () => {
    await call('POST', '/orders', aPrintfulOrder());
    expect((await call('GET', '/orders/@SS-260223-0042')).body).toMatchObject({ result: { status: 'draft' } });
    const confirmed = await call('POST', '/orders/@SS-260223-0042/confirm');
    expect(confirmed.body).toMatchObject({ result: { status: 'pending' } });
    expect((await call('POST', '/orders/@SS-260223-0042/confirm')).status).toBe(400);
  });

  it('updates a draft until it is confirmed', async () => {
    await call('POST', '/orders', aPrintfulOrder());
    const corrected = { ...aPrintfulOrder().recipient, city: 'Dartmouth' };
    const put = await call('PUT', '/orders/@SS-260223-0042?confirm=true', aPrintfulOrder({ recipient: corrected }));
    expect(put.body).toMatchObject({ result: { status: 'pending', recipient: { city: 'Dartmouth' } } });
    expect((await call('PUT', '/orders/@SS-260223-0042', aPrintfulOrder())).status).toBe(400);
  });

  it('refuses a second order with the same external id', async () => {
    await placePrintfulOrder(sandbox);
    const again = await call('POST', '/orders?confirm=true', aPrintfulOrder());
    expect(again.status).toBe(400);
    expect(again.body).toMatchObject({ result: 'Order with this External ID already exists' });
  });

  it('cancels an order until production starts', async () => {
    const id = await placePrintfulOrder(sandbox);
    const cancelled = await call('DELETE', `/orders/${id}`);
    expect(cancelled.body).toMatchObject({ result: { status: 'canceled' } });
    const other = await placePrintfulOrder(sandbox, { external_id: 'SS-2' });
    await act(sandbox, other, 'advance');
    expect(await call('DELETE', `/orders/${other}`)).toMatchObject({ status: 400, body: { code: 400 } });
  });

  it.each([
    [{ items: [{ sync_variant_id: 1, quantity: 1 }] }, 'Item 0: sync variant 1 was not found'],
    [
      { recipient: { name: 'Ada', address1: '1', city: 'Totnes', country_code: 'GB' } },
      'Recipient: ZIP code is missing',
    ],
    [{ items: [] }, 'Order items are missing'],
  ])('refuses %j, and says why', async (wrong, reason) => {
    const { status, body } = await call('POST', '/orders?confirm=true', aPrintfulOrder(wrong));
    expect(status).toBe(400);
    expect(body).toEqual({ code: 400, result: reason, error: { reason: 'BadRequest', message: reason } });
  });

  it('lists parcels with their carriers in version 2', async () => {
    const id = await placePrintfulOrder(sandbox, { items: twoThings });
    await act(sandbox, id, 'ship_in_two');
    await act(sandbox, id, 'advance');
    await act(sandbox, id, 'deliver');
    const { body, headers } = await call('GET', '/v2/orders/@SS-260223-0042/shipments?limit=100');
    expect(body).toMatchObject({
      data: [
        {
          order_id: Number(id),
          carrier: 'DHL',
          shipment_status: 'shipped',
          delivery_status: 'delivered',
          shipment_items: [{ quantity: 2 }],
        },
        { carrier: 'DHL', delivery_status: 'in_transit', delivered_at: null, shipment_items: [{ quantity: 1 }] },
      ],
      paging: { total: 2, offset: 0, limit: 100 },
    });
    expect(headers.get('x-ratelimit-limit')).toBe('120');
    const order = await call('GET', `/orders/${id}`);
    expect(order.body).toMatchObject({ result: { status: 'fulfilled', shipments: [{}, {}] } });
  });

  it('requires the token and the store, and answers 404 for an unknown order', async () => {
    const none = await fetch(`${sandbox.url}/printful/orders/1`);
    expect(none.status).toBe(401);
    description.checkAnswer({ method: 'GET', path: '/orders/1' }, { status: 401, body: await none.json() });
    const missing = await call('GET', '/orders/1');
    expect(missing.status).toBe(404);
  });

  it('limits the calls per minute', async () => {
    await using busy = await startSandbox({ PRINTFUL_CALLS_A_MINUTE: '1' });
    await busy.call('printful', 'GET', '/v2/webhooks');
    const { status, headers } = await busy.call('printful', 'GET', '/v2/webhooks');
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
  });

  it('shows a registration’s secret once and keeps one registration', async () => {
    const wanted = { default_url: 'https://daybook.example/webhooks/printful', events: [{ type: 'shipment_sent' }] };
    const made = await call('POST', '/v2/webhooks', wanted);
    expect(made.body).toMatchObject({
      result: { secret_key: expect.stringMatching(/^[0-9a-f]{128}$/), expires_at: null },
    });
    const shown = await call('GET', '/v2/webhooks');
    expect(shown.text).not.toContain('secret_key');
    const next = await call('POST', '/v2/webhooks', { ...wanted, events: [{ type: 'order_failed' }] });
    expect(next.text).not.toContain('shipment_sent');
    expect(await call('DELETE', '/v2/webhooks')).toMatchObject({ status: 204, text: '' });
    const gone = await call('GET', '/v2/webhooks');
    expect(gone.status).toBe(404);
    description.checkAnswer({ method: 'DELETE', path: '/v2/webhooks' }, gone);
  });
});

describe('Printful’s webhooks', () => {
  const types = [
    'order_created',
    'order_updated',
    'order_failed',
    'order_canceled',
    'order_put_hold',
    'order_remove_hold',
    'shipment_sent',
    'shipment_delivered',
    'shipment_returned',
  ];

  it('match Printful’s description and are signed with the decoded secret', async () => {
    const secret = await registerPrintfulWebhooks(sandbox);
    const id = await placePrintfulOrder(sandbox);
    const actions = ['hold', 'release', 'fail', 'release', 'advance', 'advance', 'deliver', 'reship', 'advance'];
    for (const action of actions) expect((await act(sandbox, id, action)).status).toBe(200);
    const other = await placePrintfulOrder(sandbox, { external_id: 'SS-2' });
    await act(sandbox, other, 'cancel', 'out of paper');
    const webhooks = await sandbox.receiver.first(14);
    const sent = webhooks.map(({ body, headers }) => {
      description.checkWebhook(body);
      const digest = createHmac('sha256', Buffer.from(secret, 'hex')).update(body).digest('hex');
      expect(headers['x-pf-webhook-signature']).toBe(digest);
      return (JSON.parse(body) as { type: string }).type;
    });
    expect(new Set(sent)).toEqual(new Set(types));
    const resent = webhooks.filter(({ body }) => body.includes('"reshipment":true'));
    expect(resent.map(({ body }) => (JSON.parse(body) as { type: string }).type).toSorted()).toEqual([
      'shipment_delivered',
      'shipment_sent',
    ]);
  });

  it('count their retries and stop at any 2xx', async () => {
    await registerPrintfulWebhooks(sandbox, { events: [{ type: 'order_created' }] });
    sandbox.receiver.answerWith((_, number) => (number < 3 ? 500 : 204));
    await placePrintfulOrder(sandbox);
    const webhooks = await sandbox.receiver.first(3);
    expect(webhooks.map(({ body }) => (JSON.parse(body) as { retries: number }).retries)).toEqual([0, 1, 2]);
  });

  it('stop when the registration expires', async () => {
    await registerPrintfulWebhooks(sandbox, { expires_at: '2020-01-01T00:00:00Z' });
    expect((await call('GET', '/v2/webhooks')).status).toBe(404);
    expect((await call('GET', '/v2/webhooks?show_expired=true')).status).toBe(200);
    const id = await placePrintfulOrder(sandbox);
    expect((await sandbox.json('GET', `/sandbox/provider-orders/${id}`)).body).toMatchObject({ webhooks: [] });
  });
});
