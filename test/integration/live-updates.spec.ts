import type { ActivityEntry, Page } from '@daybook/contract';
import { ConsoleNotifier } from '@daybook/realtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aConsoleAt, connectSocket, type ConsoleSocket } from '../support/console-socket.js';
import { useDaybook } from '../support/daybook.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const daybook = useDaybook({ ATTENTION_PUSH_SECONDS: '2' });

const consoles: ConsoleSocket[] = [];
const kept = (console: ConsoleSocket) => {
  consoles.push(console);
  return console;
};
const connect = (headers: Record<string, string>) => kept(connectSocket(daybook.address, headers));
const aConsole = async (cookie: string) => kept(await aConsoleAt(daybook.address, cookie));

const refusal = (console: ConsoleSocket) =>
  new Promise<unknown>((resolve) =>
    console.socket.once('connect_error', (error) => resolve('data' in error ? error.data : error)),
  );

async function aProblem(): Promise<ActivityEntry> {
  await daybook.postStripeWebhook(
    aStripeEvent({ type: 'checkout.session.async_payment_failed', session: { payment_status: 'unpaid' } }),
  );
  const cookie = await daybook.signIn();
  return waitFor(async () => {
    const page = await daybook.ask<Page<ActivityEntry>>(cookie, '/api/activity?tab=attention');
    return page.items[0];
  });
}

beforeEach(() => daybook.clear());
afterEach(() => {
  for (const { socket } of consoles.splice(0)) socket.disconnect();
});

describe('a console', () => {
  it('is refused at the handshake without a session, with an expired one, and from another site', async () => {
    const cookie = await daybook.signIn();
    expect(await refusal(connect({}))).toEqual({ code: 'unauthenticated' });
    expect(await refusal(connect({ cookie: 'daybook=s%3Anonsense.nonsense' }))).toEqual({ code: 'unauthenticated' });
    expect(await refusal(connect({ cookie, origin: 'https://evil.example' }))).toEqual({ code: 'cross_site' });
  });

  it('is refused over polling: WebSocket is the only transport', async () => {
    const response = await fetch(`${daybook.address}/socket.io/?EIO=4&transport=polling`, {
      headers: { cookie: await daybook.signIn() },
    });
    expect(response.status).toBe(400);
  });

  it('receives the count when it connects, and again on a schedule', async () => {
    const console = await aConsole(await daybook.signIn());

    expect(console.received['attention:count'][0]).toEqual({ count: 0, isCapped: false, at: expect.any(String) });
    await waitFor(() => console.received['attention:count'].length >= 3);
  });

  it('receives a paid order and its changes without a request', async () => {
    const console = await aConsole(await daybook.signIn());
    await daybook.postStripeWebhook();

    const recorded = await waitFor(() => console.received['activity:recorded'][0]);
    expect(recorded.entry).toMatchObject({
      eventType: 'order.created',
      message: 'Order placed — £43.00 via Stripe',
      orderNumber: expect.stringMatching(/^SS-\d{6}-\d{4}$/),
    });
    await waitFor(() => console.received['order:changed'].some(({ orderId }) => orderId === recorded.entry.orderId));
  });

  it('receives the progress of a product sync', async () => {
    const console = await aConsole(await daybook.signIn());
    const progress = { provider: 'printify', done: 10, total: 47 } as const;
    daybook.worker.get(ConsoleNotifier, { strict: false }).notify({ syncProgress: [progress] });

    await waitFor(() => console.received['sync:progress'].length > 0);
    expect(console.received['sync:progress']).toEqual([progress]);
  });

  it('receives a lower count when somebody else resolves, and a higher one when that is undone', async () => {
    const problem = await aProblem();
    const [cookie, watcher] = [await daybook.signIn(), await aConsole(await daybook.signIn())];
    await waitFor(() => watcher.count() === 1);

    await daybook.ask(cookie, `/api/activity/${problem.id}/resolve`, { method: 'POST' });
    // the count that is pushed on schedule may be lower before the update arrives
    await waitFor(() => watcher.count() === 0 && watcher.received['activity:resolved'].length > 0);
    expect(watcher.received['activity:resolved']).toContainEqual({ ids: [problem.id] });

    await daybook.ask(cookie, `/api/activity/${problem.id}/resolve`, { method: 'DELETE' });
    await waitFor(() => watcher.count() === 1);
  });

  it('receives the count at most once a second, however much happens', async () => {
    const console = await aConsole(await daybook.signIn());
    const before = console.received['attention:count'].length;
    const startedAt = Date.now();
    await Promise.all(Array.from({ length: 100 }, () => daybook.postStripeWebhook()));
    await waitFor(
      () => console.received['activity:recorded'].length === 100 || console.received['console:refresh'].length > 0,
    );

    const seconds = (Date.now() - startedAt) / 1_000;
    expect(console.received['attention:count'].length - before).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
  });

  it('is asked to refresh, at most once a second, when too much happens at once to push', async () => {
    const console = await aConsole(await daybook.signIn());
    const ids = Array.from({ length: 500 }, () => crypto.randomUUID());
    for (let n = 0; n < 5; n += 1) {
      daybook.api.get(ConsoleNotifier).notify({ recordedEntryIds: ids });
      await waitFor(() => console.received['console:refresh'].length >= 1);
    }

    expect(console.received['console:refresh'].length).toBeLessThanOrEqual(2);
    expect(console.received['activity:recorded']).toEqual([]);
  });

  it('is disconnected when its browser signs out, while other browsers stay connected', async () => {
    const [leaving, staying] = [await daybook.signIn(), await daybook.signIn()];
    const [gone, also, left] = [await aConsole(leaving), await aConsole(leaving), await aConsole(staying)];

    await daybook.ask(leaving, '/api/session', { method: 'DELETE' });
    await waitFor(() => gone.socket.disconnected && also.socket.disconnected);
    expect(left.socket.connected).toBe(true);
  });

  it('is disconnected when its session has expired or was ended elsewhere', async () => {
    const console = await aConsole(await daybook.signIn());
    await daybook.rows(`update user_session set expire = now() - interval '1 second'`);

    await waitFor(() => console.socket.disconnected);
  });
});

describe('the connection for PostgreSQL notifications', () => {
  it('reconnects automatically, and consoles are asked to refresh', async () => {
    const console = await aConsole(await daybook.signIn());
    // waits until they have ended: an update sent through the worker's old connection would be lost
    await daybook.rows(`
      select pg_terminate_backend(pid, 30000) from pg_stat_activity
      where application_name = 'daybook notifications' and datname = current_database()`);

    await waitFor(() => console.received['console:refresh'].length > 0);
    const body = aStripeEvent();
    await daybook.postStripeWebhook(body, { 'stripe-signature': stripeSignature(body) });
    await waitFor(() => console.received['activity:recorded'].length > 0);
  });
});
