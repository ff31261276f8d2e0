import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { waitFor } from '../../../test/support/wait-for.js';
import {
  act,
  aPrintifyOrder,
  hoodie,
  registerPrintifyWebhooks,
  mug,
  placePrintifyOrder,
  printifyAddress,
  shop,
  tee,
} from '../test/provider-orders.js';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const call = (method: string, path: string, body?: unknown) => sandbox.call('printify', method, shop + path, body);

interface PrintifyWebhook {
  id: string;
  type: string;
  created_at: string;
  resource: { id: string; type: string; data: Record<string, unknown> };
}
const received = () => sandbox.receiver.received.map(({ body }) => JSON.parse(body) as PrintifyWebhook);
const receivedTypes = () =>
  received().map(({ type, resource: { data } }) => (type === 'order:updated' ? String(data['status']) : type));

describe('Printify’s API', () => {
  it('accepts an order, sends it to production on request and returns it in Printify’s form', async () => {
    const { status, body } = await call('POST', '/orders.json', aPrintifyOrder({ line_items: [tee, mug] }));
    expect(status).toBe(200);
    const { id } = body as { id: string };
    expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/) });
    expect((await call('GET', `/orders/${id}.json`)).body).toMatchObject({
      id,
      status: 'on-hold',
      address_to: printifyAddress,
      line_items: [
        {
          ...tee,
          status: 'on-hold',
          metadata: { title: 'Heavyweight tee', variant_label: 'M / Black', sku: '168699843' },
        },
        mug,
      ],
      metadata: { order_type: 'api', shop_order_id: 'SS-260223-0042', shop_order_label: 'SS-260223-0042' },
      total_price: 3900,
      shipments: [],
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00$/),
    });
    const sent = await call('POST', `/orders/${id}/send_to_production.json`);
    expect(sent).toMatchObject({ status: 200, body: { id, status: 'sending-to-production' } });
    expect(await call('POST', `/orders/${id}/send_to_production.json`)).toMatchObject({ status: 400 });
  });

  it('lists ten orders a page, newest first, even two with one external id', async () => {
    for (let number = 1; number <= 12; number++) {
      await call('POST', '/orders.json', aPrintifyOrder({ external_id: `SS-${Math.ceil(number / 2)}` }));
    }
    const { body: first } = await call('GET', '/orders.json?limit=50');
    expect(first).toMatchObject({ current_page: 1, last_page: 2, per_page: 10, total: 12, next_page_url: '/?page=2' });
    const { body: second } = await call('GET', '/orders.json?page=2');
    expect(second).toMatchObject({
      data: [{ metadata: { shop_order_id: 'SS-1' } }, { metadata: { shop_order_id: 'SS-1' } }],
      next_page_url: null,
    });
  });

  it('names the missing fields in nested JSON', async () => {
    const { zip: _, ...address_to } = printifyAddress;
    expect(await call('POST', '/orders.json', aPrintifyOrder({ address_to }))).toMatchObject({
      status: 400,
      body: {
        status: 'error',
        code: 8103,
        message: 'Validation failed.',
        errors: { reason: '{"zip":["The zip field is required."]}', code: 8103 },
      },
    });
  });

  it('refuses an unknown product', async () => {
    const { status, body } = await call(
      'POST',
      '/orders.json',
      aPrintifyOrder({ line_items: [{ ...tee, variant_id: 1 }] }),
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: { reason: expect.stringContaining('line_items.0.product_id') } });
  });

  it('cancels an unpaid order', async () => {
    const id = await placePrintifyOrder(sandbox);
    await act(sandbox, id, 'decline_payment');
    expect((await call('GET', `/orders/${id}.json`)).body).toMatchObject({ status: 'payment-not-received' });
    expect((await call('POST', `/orders/${id}/cancel.json`)).status).toBe(200);
  });

  it('cancels only orders on hold', async () => {
    const id = await placePrintifyOrder(sandbox);
    expect(await call('POST', `/orders/${id}/cancel.json`)).toMatchObject({ status: 400, body: { status: 'error' } });
    await act(sandbox, id, 'hold');
    expect(await call('POST', `/orders/${id}/cancel.json`)).toMatchObject({
      status: 200,
      body: { status: 'canceled' },
    });
  });

  it('requires the token and the shop, and answers 404 for an unknown order', async () => {
    expect((await fetch(`${sandbox.url}/printify${shop}/orders.json`)).status).toBe(401);
    expect((await sandbox.call('printify', 'GET', '/v1/shops/1/orders.json')).status).toBe(404);
    expect(await call('GET', `/orders/${'0'.repeat(24)}.json`)).toMatchObject({
      status: 404,
      body: { error: 'Not found' },
    });
  });

  it('limits the calls per minute', async () => {
    await using busy = await startSandbox({ PRINTIFY_CALLS_A_MINUTE: '2' });
    const statuses = [];
    for (let number = 0; number < 3; number++) {
      const { status, headers } = await busy.call('printify', 'GET', `${shop}/orders.json`);
      statuses.push(status);
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('creates, lists, moves and deletes registrations and never shows a secret again', async () => {
    const url = 'https://daybook.example/webhooks/printify';
    const made = await call('POST', '/webhooks.json', { topic: 'order:updated', url, secret: 'quiet' });
    const { id } = made.body as { id: string };
    expect(made.body).toEqual({ topic: 'order:updated', url, shop_id: '815256', id });
    expect((await call('PUT', `/webhooks/${id}.json`, { url: `${url}/2` })).body).toMatchObject({ url: `${url}/2` });
    expect((await call('GET', '/webhooks.json')).body).toEqual([expect.objectContaining({ id, url: `${url}/2` })]);
    expect((await call('DELETE', `/webhooks/${id}.json?host=daybook.example`)).body).toEqual({ id });
    expect((await call('GET', '/webhooks.json')).body).toEqual([]);
    expect((await call('POST', '/webhooks.json', { topic: 'order:cancelled', url })).status).toBe(400);
  });
});

describe('Printify’s webhooks', () => {
  it('report each step of an order that advances by itself, signed with the secret', async () => {
    await using quick = await startSandbox({ ORDER_STEP_MS: '20' });
    await registerPrintifyWebhooks(quick, 'shared');
    const id = await placePrintifyOrder(quick);
    const webhooks = await quick.receiver.first(7);
    for (const { headers, body } of webhooks) {
      const digest = createHmac('sha256', 'shared').update(body).digest('hex');
      expect(headers['x-pfy-signature']).toBe(`sha256=${digest}`);
    }
    const bodies = webhooks.map(({ body }) => JSON.parse(body) as PrintifyWebhook);
    expect(bodies.every(({ resource }) => resource.id === id && resource.type === 'order')).toBe(true);
    expect(bodies.find(({ type }) => type === 'order:shipment:created')).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00$/),
      resource: {
        data: { shop_id: 815256, shipped_at: expect.any(String), carrier: { code: 'DHL' }, skus: ['168699843'] },
      },
    });
    const { body } = await quick.call('printify', 'GET', `${shop}/orders/${id}.json`);
    expect(body).toMatchObject({ status: 'fulfilled', shipments: [{ delivered_at: expect.any(String) }] });
  });

  it('have no signature without a secret', async () => {
    await registerPrintifyWebhooks(sandbox);
    await placePrintifyOrder(sandbox);
    const webhook = await sandbox.receiver.one();
    expect(webhook.headers).not.toHaveProperty('x-pfy-signature');
  });

  it('report a parcel per facility, each delivered on its own', async () => {
    await registerPrintifyWebhooks(sandbox);
    const id = await placePrintifyOrder(sandbox, { line_items: [tee, hoodie] });
    for (let step = 0; step < 5; step++) await act(sandbox, id, 'advance');
    await sandbox.receiver.first(10);
    expect(receivedTypes().toSorted()).toEqual(
      [
        'order:created',
        'order:sent-to-production',
        'sending-to-production',
        'in-production',
        'order:shipment:created',
        'partially-fulfilled',
        'order:shipment:created',
        'fulfilled',
        'order:shipment:delivered',
        'order:shipment:delivered',
      ].toSorted(),
    );
    expect((await act(sandbox, id, 'advance')).status).toBe(409);
  });

  it('report a hold, its end, a problem and a cancellation as order:updated', async () => {
    await registerPrintifyWebhooks(sandbox);
    const id = await placePrintifyOrder(sandbox);
    for (const action of ['advance', 'hold', 'release', 'fail', 'release', 'cancel']) await act(sandbox, id, action);
    await sandbox.receiver.first(9);
    expect(
      receivedTypes()
        .filter((type) => !type.startsWith('order:'))
        .toSorted(),
    ).toEqual(
      [
        'sending-to-production',
        'in-production',
        'on-hold',
        'in-production',
        'had-issues',
        'in-production',
        'canceled',
      ].toSorted(),
    );
  });

  it('are sent four times, then none until the pause ends', async () => {
    sandbox.receiver.answerWith(() => 503);
    const url = `${sandbox.receiver.origin}/webhooks/printify`;
    await call('POST', '/webhooks.json', { topic: 'order:updated', url });
    const id = await placePrintifyOrder(sandbox);
    await sandbox.receiver.first(4);
    await waitFor(async () => {
      const { body } = await sandbox.json('GET', '/sandbox/delivery-options');
      return (body as { paused: unknown[] }).paused.length === 1;
    });
    await act(sandbox, id, 'advance');
    await waitFor(async () => {
      const { body } = await sandbox.json('GET', `/sandbox/provider-orders/${id}`);
      return (body as { webhooks: { state: string }[] }).webhooks.at(-1)?.state === 'not_sent';
    });
    expect(sandbox.receiver.received).toHaveLength(4);
    await sandbox.json('POST', '/sandbox/resume-webhooks');
    await act(sandbox, id, 'hold');
    await sandbox.receiver.first(5);
    expect(receivedTypes().at(4)).toBe('on-hold');
  });
});
