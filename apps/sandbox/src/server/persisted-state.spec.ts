import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  act,
  registerPrintfulWebhooks,
  registerPrintifyWebhooks,
  placePrintfulOrder,
  placePrintifyOrder,
  shop,
} from '../../test/provider-orders.js';
import { startSandbox } from '../../test/sandbox.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybook-sandbox-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a sandbox that is started again', () => {
  it('still has the orders, where they stood, and knows where webhooks go', async () => {
    const first = await startSandbox({ DATA_DIR: folder });
    await registerPrintifyWebhooks(first, 'shared');
    await registerPrintfulWebhooks(first);
    const printify = await placePrintifyOrder(first);
    const printful = await placePrintfulOrder(first);
    await act(first, printify, 'advance');
    await first.stop();

    await using second = await startSandbox({ DATA_DIR: folder });
    expect((await second.call('printify', 'GET', `${shop}/orders/${printify}.json`)).body).toMatchObject({
      status: 'in-production',
    });
    expect((await second.call('printful', 'GET', `/orders/${printful}`)).body).toMatchObject({
      result: { status: 'pending' },
    });
    expect((await second.call('printify', 'GET', `${shop}/webhooks.json`)).body).toHaveLength(5);
    expect((await second.call('printful', 'GET', '/v2/webhooks')).status).toBe(200);
  });

  it('lets its orders go on by themselves', async () => {
    const first = await startSandbox({ DATA_DIR: folder, ORDER_STEP_MS: '60000' });
    const id = await placePrintifyOrder(first);
    await first.stop();

    await using second = await startSandbox({ DATA_DIR: folder, ORDER_STEP_MS: '60000' });
    const { body } = await second.json('GET', `/sandbox/provider-orders/${id}`);
    expect(body).toMatchObject({ state: 'accepted', advancesAt: expect.any(String) });
  });
});
