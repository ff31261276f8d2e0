import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  act,
  aPrintfulOrder,
  aPrintifyOrder,
  registerPrintfulWebhooks,
  registerPrintifyWebhooks,
  placePrintfulOrder,
  placePrintifyOrder,
  shop,
} from '../test/provider-orders.js';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const fault = (service: string, kind: string, more: object = {}) =>
  sandbox.json('POST', '/sandbox/faults', { service, kind, ...more });
const submitToPrintify = () => sandbox.call('printify', 'POST', `${shop}/orders.json`, aPrintifyOrder());
const submitToPrintful = () => sandbox.call('printful', 'POST', '/orders?confirm=true', aPrintfulOrder());
const counts = async (provider: 'printify' | 'printful') => {
  const { body } = await sandbox.json('GET', '/sandbox/counts');
  return (body as Record<string, { orders: number; calls: { submit: number } }>)[provider];
};

describe('a planned fault', () => {
  it('hits the next submission only, with the provider’s own reason', async () => {
    await fault('printify', 'reject');
    await fault('printful', 'reject', { reason: 'out of paper' });
    expect(await submitToPrintify()).toMatchObject({
      status: 400,
      body: { status: 'error', errors: { reason: 'insufficient stock for M Black' } },
    });
    expect(await submitToPrintful()).toMatchObject({ status: 400, body: { code: 400, result: 'out of paper' } });
    expect((await submitToPrintify()).status).toBe(200);
    expect((await submitToPrintful()).status).toBe(200);
    expect(await counts('printify')).toMatchObject({ orders: 1, calls: { submit: 2 } });
  });

  it.each(['printify', 'printful'] as const)('lets %s carry out the call and lose its answer', async (provider) => {
    await fault(provider, 'drop_response');
    await expect(provider === 'printify' ? submitToPrintify() : submitToPrintful()).rejects.toThrow();
    expect(await counts(provider)).toMatchObject({ orders: 1, calls: { submit: 1 } });
    const { body } = await sandbox.json('GET', '/sandbox/provider-orders?externalId=SS-260223-0042');
    expect(body).toMatchObject({ items: [{ provider }] });
  });

  it.each([
    ['rate_limit', 429, 'json'],
    ['server_error', 500, 'json'],
    ['html', 502, 'html'],
  ])('can be %s: %i', async (kind, status, type) => {
    await fault('printful', kind, { retryAfterSeconds: 7, times: 2 });
    const answer = await submitToPrintful();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain(type);
    if (status === 429) expect(answer.headers.get('retry-after')).toBe('7');
    expect((await submitToPrintful()).status).toBe(status);
    expect((await submitToPrintful()).status).toBe(200);
  });

  it('makes a call slow, drip or hang', async () => {
    await fault('printify', 'slow', { delayMs: 50 });
    const before = Date.now();
    expect((await submitToPrintify()).status).toBe(200);
    expect(Date.now() - before).toBeGreaterThanOrEqual(45);
    for (const kind of ['hang', 'drip']) {
      await fault('printify', kind, { operation: 'any' });
      const answer = fetch(`${sandbox.url}/printify${shop}/orders.json`, {
        headers: { authorization: 'Bearer token_of_the_demo_shop' },
        signal: AbortSignal.timeout(300),
      }).then((response) => response.text());
      await expect(answer).rejects.toThrow();
    }
    expect(await counts('printify')).toMatchObject({ orders: 1 });
  });

  it('can be removed', async () => {
    await fault('printify', 'server_error', { operation: 'any', times: 100 });
    expect((await sandbox.json('GET', '/sandbox/faults')).body).toMatchObject({
      items: [{ kind: 'server_error', remaining: 100 }],
    });
    await sandbox.json('DELETE', '/sandbox/faults');
    expect((await submitToPrintify()).status).toBe(200);
  });
});

describe('webhooks with delivery options', () => {
  const behave = (manners: object) => sandbox.json('PUT', '/sandbox/delivery-options', manners);

  it('arrive twice, byte for byte the same', async () => {
    await behave({ duplicate: true });
    await registerPrintfulWebhooks(sandbox, { events: [{ type: 'order_created' }] });
    await placePrintfulOrder(sandbox);
    const [first, second] = await sandbox.receiver.first(2);
    expect(first?.body).toBe(second?.body);
  });

  it('arrive in the wrong order', async () => {
    await behave({ reorderMs: 100 });
    await registerPrintfulWebhooks(sandbox);
    const id = await placePrintfulOrder(sandbox);
    for (const action of ['advance', 'advance', 'advance']) await act(sandbox, id, action);
    const webhooks = await sandbox.receiver.first(5);
    expect(webhooks.map(({ body }) => (JSON.parse(body) as { type: string }).type)).not.toEqual([
      'order_created',
      'order_updated',
      'shipment_sent',
      'order_updated',
      'shipment_delivered',
    ]);
  });

  it('arrive late with the time of the event', async () => {
    await behave({ delayMs: 50 });
    await registerPrintifyWebhooks(sandbox);
    await placePrintifyOrder(sandbox);
    const before = Date.now();
    const webhook = await sandbox.receiver.one();
    const { created_at } = JSON.parse(webhook.body) as { created_at: string };
    expect(Date.parse(created_at.replace(' ', 'T'))).toBeLessThanOrEqual(before);
  });
});
