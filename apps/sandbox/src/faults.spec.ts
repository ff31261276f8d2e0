import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  act,
  aPrintfulOrder,
  aPrintifyOrder,
  listenToPrintful,
  listenToPrintify,
  orderAtPrintful,
  orderAtPrintify,
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

describe('what is asked to go wrong', () => {
  it('befalls the next submission only, in the provider’s own words', async () => {
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

  it.each(['printify', 'printful'] as const)('can be that %s does it, and the answer is lost', async (provider) => {
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

  it('can be a call that takes its time, one that drips and one that hangs', async () => {
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

  it('can be taken back', async () => {
    await fault('printify', 'server_error', { operation: 'any', times: 100 });
    expect((await sandbox.json('GET', '/sandbox/faults')).body).toMatchObject({
      items: [{ kind: 'server_error', remaining: 100 }],
    });
    await sandbox.json('DELETE', '/sandbox/faults');
    expect((await submitToPrintify()).status).toBe(200);
  });
});

describe('webhooks with bad manners', () => {
  const behave = (manners: object) => sandbox.json('PUT', '/sandbox/delivery-options', manners);

  it('come twice, the same to the letter', async () => {
    await behave({ duplicate: true });
    await listenToPrintful(sandbox, { events: [{ type: 'order_created' }] });
    await orderAtPrintful(sandbox);
    const [first, second] = await sandbox.receiver.first(2);
    expect(first?.body).toBe(second?.body);
  });

  it('come in the wrong order', async () => {
    await behave({ reorderMs: 100 });
    await listenToPrintful(sandbox);
    const id = await orderAtPrintful(sandbox);
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

  it('come late, and tell when it happened', async () => {
    await behave({ delayMs: 50 });
    await listenToPrintify(sandbox);
    await orderAtPrintify(sandbox);
    const before = Date.now();
    const webhook = await sandbox.receiver.one();
    const { created_at } = JSON.parse(webhook.body) as { created_at: string };
    expect(Date.parse(created_at.replace(' ', 'T'))).toBeLessThanOrEqual(before);
  });
});
