import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActivityEntry, AbandonedCart, Order, OrderSummary } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { CancelOrder, FulfilmentRefreshes } from '@daybook/fulfilment';
import { MailQueue, RecoveryMails } from '@daybook/mail';
import { RefundsService } from '@daybook/payments';
import { OrdersReadModel } from '@daybook/screens';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { DemoShop } from '../../apps/worker/src/demo-shop/demo-shop.js';
import { DemoShopModule } from '../../apps/worker/src/demo-shop/demo-shop.module.js';
import { startApi, useDaybook } from '../support/daybook.js';
import { aDemoSandbox } from '../support/demo-sandbox.js';
import { testSettings } from '../support/parts.js';
import { waitFor } from '../support/wait-for.js';

const loader = new URL('../../dist/apps/worker/src/load-demo-shop.js', import.meta.url).pathname;
let demo: Awaited<ReturnType<typeof aDemoSandbox>>;
beforeAll(async () => {
  demo = await aDemoSandbox();
});
const daybook = useDaybook(() => demo.settings);

let dataDir: string;
let sandbox: Sandbox;
let cookie: string;

const ask = <T>(path: string, method = 'GET', body?: object): Promise<T> =>
  daybook.ask<T>(cookie, path, { method, ...(body && { body: JSON.stringify(body) }) });
const orderOf = async (name: string): Promise<Order> => {
  const { items } = await ask<{ items: OrderSummary[] }>(`/api/orders?q=${encodeURIComponent(name)}`);
  return ask<Order>(`/api/orders/${items[0]?.id ?? ''}`);
};
const attention = async () => (await ask<{ count: number }>('/api/activity/attention')).count;
const messagesOf = async (name: string) => {
  const { items } = await ask<{ items: ActivityEntry[] }>(`/api/orders/${(await orderOf(name)).id}/activity`);
  return items.map(({ message }) => message);
};

async function load(): Promise<number> {
  const settings = testSettings(daybook.databaseUrl, demo.settings);
  const app = await NestFactory.createApplicationContext(DemoShopModule.forCommand(settings), { logger: false });
  const placed = await app.get(DemoShop).load();
  await app.close();
  return placed;
}

/** Stops the program once its orders are committed, while it waits for the sandbox. */
async function loadAndDie(): Promise<void> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: daybook.databaseUrl, ...demo.settings };
  const child = spawn(process.execPath, [loader], { env, stdio: 'ignore' });
  await waitFor(async () => (await daybook.rows('select 1 from customer_order')).length > 0, { within: 60_000 });
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function atSandbox<T>(path: string, body: object = {}): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as T;
}

const openSandbox = async () => (sandbox = await startSandbox(demo.sandboxSettings(daybook.address, dataDir)));
/** Advances an order at its provider, and lets Daybook read it. */
async function advance(name: string): Promise<void> {
  const { services } = sandbox;
  for (const { providerOrderId } of (await orderOf(name)).fulfilments)
    services.lifecycle.act(services.providerOrders.get(providerOrderId ?? ''), 'advance');
  await daybook.rows('update fulfilment set polled_at = null');
  await daybook.rows(`delete from pgboss.job where name = 'refresh-fulfilment'`);
  await daybook.worker.get(FulfilmentRefreshes).poll(new AbortController().signal);
  await daybook.rows(`update pgboss.job set start_after = now() where name = 'refresh-fulfilment'`);
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'daybook-demo-'));
  cookie = await daybook.signIn();
  await loadAndDie();
  await openSandbox();
  expect(await load()).toBe(0);
}, 120_000);
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the demo, which a start that was cut short has completed,', () => {
  it('needs three things from a person', async () => {
    expect(await attention()).toBe(3);
    const { items } = await ask<{ items: { eventType: string; orders: number }[] }>('/api/activity/causes');
    expect(items.map(({ eventType, orders }) => [eventType, orders]).toSorted()).toEqual([
      ['email.bounced', 1],
      ['order.submission_failed', 1],
      ['order.submission_failed', 1],
    ]);
  });

  it('goes on at the sandbox after that has been restarted', async () => {
    await sandbox.close();
    await openSandbox();
    expect(sandbox.services.checkouts.newestFirst().some(({ session }) => session.status === 'expired')).toBe(true);
    await advance('Hamish Fraser');
    await waitFor(async () => (await orderOf('Hamish Fraser')).status === 'delivered');
    expect((await messagesOf('Hamish Fraser')).filter((message) => message.startsWith('Shipped'))).toHaveLength(1);
  });

  it('has a new order that came by a webhook', async () => {
    const isSubmitted = ({ fulfilments }: Order) =>
      fulfilments.length === 2 && fulfilments.every(({ providerOrderId }) => providerOrderId !== null);
    await waitFor(async () => isSubmitted(await orderOf('Kate Dunmore')));
    expect((await ask<{ items: object[] }>('/api/webhooks')).items).not.toEqual([]);
  });

  it('submits the order whose goods are back', async () => {
    await ask(`/api/orders/${(await orderOf('Ivo Marek')).id}/retry`, 'POST');
    await waitFor(async () => (await orderOf('Ivo Marek')).status === 'submitted');
    for (const status of ['in_production', 'shipped', 'delivered']) {
      await advance('Ivo Marek');
      await waitFor(async () => (await orderOf('Ivo Marek')).status === status);
    }
    expect(await attention()).toBe(2);
  });

  it('submits the order whose postcode was missing, once it is corrected', async () => {
    const { id, shippingAddress } = await orderOf('George Whitlock');
    await ask(`/api/orders/${id}/address`, 'PUT', { ...shippingAddress, postalCode: 'SY8 1AA' });
    await ask(`/api/orders/${id}/retry`, 'POST');
    await waitFor(async () => (await orderOf('George Whitlock')).status === 'submitted');
    expect(await attention()).toBe(1);
  });

  it('sends the confirmation that came back to the corrected address', async () => {
    const { id } = await orderOf('Mei Tanaka');
    await ask(`/api/orders/${id}/email`, 'PUT', { email: 'mei.tanaka@example.com' });
    await ask(`/api/orders/${id}/emails/confirmation/resend`, 'POST');
    await waitFor(async () => (await attention()) === 0);
    const to = sandbox.services.mailbox.mails.newestFirst().map(({ envelope }) => envelope.to[0]);
    expect(to).toContain('mei.tanaka@example.com');
  });

  it('refunds and cancels an order', async () => {
    const { id } = await orderOf('Nia Roberts');
    await ask(`/api/orders/${id}/refunds`, 'POST', { amount: 400 });
    await waitFor(async () => (await messagesOf('Nia Roberts')).some((message) => message.startsWith('Refunded')));
    await ask(`/api/orders/${(await orderOf('Ruth Ellison')).id}/cancel`, 'POST', { refund: false });
    expect((await orderOf('Ruth Ellison')).status).toBe('cancelled');
  });

  it('recovers the cart whose reminder is in the mailbox', async () => {
    await daybook.worker.get(RecoveryMails).enqueueDue(new AbortController().signal);
    const email = 'tomos.vaughan@example.com';
    const { mails } = sandbox.services.mailbox;
    const mail = await waitFor(() => mails.newestFirst().find(({ envelope }) => envelope.to[0] === email));
    expect(mail.text).toContain('Enamel mug');
    const [, sessionId = ''] = /\/recover\/(cs_demo_\w+)/.exec(mail.text ?? '') ?? [];
    const { sessionId: recovered } = await atSandbox<{ sessionId: string }>(`/sandbox/sessions/${sessionId}/recover`);
    await atSandbox(`/sandbox/sessions/${recovered}/pay`, { email });
    const cart = async () =>
      (await ask<{ items: AbandonedCart[] }>('/api/carts')).items.find((each) => each.email === email);
    await waitFor(async () => (await cart())?.recoveredAt);
  });

  it('adds nothing when it is loaded again', async () => {
    const orders = () =>
      daybook.rows('select id from customer_order union all select id from abandoned_cart order by id');
    const counts = async () => [await orders(), sandbox.services.payments.newestFirst().length];
    const before = await counts();
    expect(await load()).toBe(0);
    expect(await counts()).toEqual(before);
  });

  it('keeps its orders from services that are real', async () => {
    const order = await orderOf('Sara Lindqvist');
    expect(order.actions).toContain('cancel');
    const api = await startApi(daybook.databaseUrl, { ...demo.settings, SANDBOX_SERVICES: 'stripe,printify,printful' });
    expect(order.fulfilments).toMatchObject([{ providerUrl: expect.any(String) }]);
    const shown = await api.get(OrdersReadModel).findDetail(order.id);
    expect(shown).toMatchObject({ actions: ['note'], paymentUrl: null, fulfilments: [{ providerUrl: null }] });
    const cancel = (tx: Transaction) => api.get(CancelOrder).request(tx, order.id, 'Ada');
    const refund = (tx: Transaction) => api.get(RefundsService).request(tx, order.id, { amount: 100 }, 'Ada');
    const resend = (tx: Transaction) => api.get(MailQueue).resend(tx, order.id, 'confirmation', 'Ada');
    const inTransaction = <T>(work: (tx: Transaction) => Promise<T>) => api.get(Database).transaction(work);
    expect(await inTransaction(cancel)).toMatchObject({ outcome: 'refused' });
    expect(await inTransaction(refund)).toMatchObject({ outcome: 'refused' });
    expect(await inTransaction(resend)).toBe('nothing_to_send');
    await api.close();
  });
});
