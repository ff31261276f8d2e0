import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  aPrintifyOrder,
  hoodie,
  registerPrintifyWebhooks,
  placePrintfulOrder,
  placePrintifyOrder,
  shop,
  tee,
} from '../test/provider-orders.js';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const page = (path = '/providers') => sandbox.page(path);
const press = (id: string, fields: Record<string, string>) => sandbox.form(`/providers/orders/${id}`, fields);

describe('the providers page', () => {
  it('explains its empty list', async () => {
    expect(await page()).toContain('Each order submitted to Printify or Printful is listed here.');
  });

  it('moves an order by a button and offers only possible actions', async () => {
    await registerPrintifyWebhooks(sandbox);
    const id = await placePrintifyOrder(sandbox, { line_items: [tee, hoodie] });
    const pressed = await press(id, { action: 'advance' });
    expect(pressed.headers.get('location')).toBe(`/providers?open=${id}#order-${id}`);
    const inProduction = await page(`/providers?open=${id}`);
    expect(inProduction).toContain('In production');
    expect(inProduction).toContain('order:updated');
    expect(inProduction).toContain('Ship in two parcels');
    expect(inProduction).not.toContain('value="deliver"');
    await press(id, { action: 'ship_in_two' });
    expect(await page()).toContain('Partly shipped');
    expect((await press(id, { action: 'release' })).status).toBe(409);
  });

  it('holds an order for the given reason', async () => {
    const id = await placePrintfulOrder(sandbox);
    await press(id, { action: 'hold', reason: '<b>no such street</b>' });
    expect(await page()).toContain('&lt;b&gt;no such street&lt;/b&gt;');
    expect(await page()).toContain('onhold');
  });

  it('adds and removes a fault of the next submission', async () => {
    const submit = () => sandbox.call('printify', 'POST', `${shop}/orders.json`, aPrintifyOrder());
    const wish = { service: 'printify', kind: 'reject', operation: 'submit', times: '2', reason: '' };
    await sandbox.form('/providers/faults', wish);
    expect(await page()).toContain(
      'Printify, next submission (2 times): is rejected, with a reason: insufficient stock for M Black',
    );
    expect((await submit()).text).toContain('insufficient stock for M Black');
    const [, id] = /faults\/([0-9a-f-]+)\/remove/.exec(await page()) ?? [];
    await sandbox.form(`/providers/faults/${id ?? ''}/remove`, {});
    expect((await submit()).status).toBe(200);
  });

  it('changes how webhooks are delivered and how orders advance', async () => {
    await sandbox.form('/providers/delivery', { duplicate: 'on' });
    expect((await sandbox.json('GET', '/sandbox/delivery-options')).body).toMatchObject({
      duplicate: true,
      delayMs: 0,
    });
    await sandbox.form('/providers/advance', { advance: 'automatically' });
    expect((await sandbox.json('GET', '/sandbox/auto-advance')).body).toEqual({ stepMs: 12_000 });
    expect(await page()).toContain('advance every 12 seconds');
  });
});

describe('a sandbox for some services only', () => {
  it('shows the pages of those services only', async () => {
    await using some = await startSandbox({ SANDBOX_SERVICES: 'printful,mail' });
    const first = await fetch(`${some.url}/`, { redirect: 'manual' });
    expect(first.headers.get('location')).toBe('/providers');
    const shown = await some.page('/providers');
    expect(shown).toContain('stands in for Printful and a mail server');
    expect(shown).not.toContain('href="/webhooks"');
  });
});
