import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

describe('the JSON API', () => {
  it('places the default order for an empty request', async () => {
    const { status, body } = await sandbox.json('POST', '/sandbox/orders');
    expect(status).toBe(201);
    expect(body).toEqual({
      sessionId: expect.stringMatching(/^cs_test_/),
      eventIds: [expect.stringMatching(/^evt_/)],
    });
  });

  it('sells the given items with the goods in the product’s metadata', async () => {
    const { body } = await sandbox.json('POST', '/sandbox/orders', {
      items: [
        { product: 'art-print', quantity: 2 },
        { name: 'Gift card', unitAmount: 1000 },
      ],
      currency: 'JPY',
    });
    const { sessionId } = body as { sessionId: string };
    const session = await sandbox.stripe.checkout.sessions.retrieve(sessionId, {
      expand: ['line_items.data.price.product'],
    });
    expect(session).toMatchObject({ currency: 'jpy', amount_total: 5000 });
    expect(session.line_items?.data.map(({ price }) => price?.product)).toMatchObject([
      { name: 'Art print', metadata: { provider: 'printful', variant_id: '4253821906', variant: 'A3 / Matte' } },
      { name: 'Gift card', metadata: {} },
    ]);
  });

  it('lists the events of one session, newest first', async () => {
    const { body } = await sandbox.json('POST', '/sandbox/orders', { payment: 'delayed_fails', delivery: 'hold' });
    const { sessionId, eventIds } = body as { sessionId: string; eventIds: string[] };
    const list = await sandbox.json('GET', `/sandbox/events?session=${sessionId}`);
    expect(list.body).toMatchObject({
      items: [
        { id: eventIds[1], state: 'held' },
        { id: eventIds[0], state: 'held' },
      ],
    });
  });

  it('names each bad field of a request', async () => {
    const { status, type, body } = await sandbox.json('POST', '/sandbox/orders', { payment: 'cash', name: '' });
    expect(status).toBe(400);
    expect(type).toMatch('application/problem+json');
    expect((body as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual(['name', 'payment']);
  });

  it('answers 404 for an unknown event', async () => {
    expect(await sandbox.json('POST', '/sandbox/events/evt_1/deliver', { mode: 'again' })).toMatchObject({
      status: 404,
      type: expect.stringMatching('application/problem\\+json'),
    });
  });
});

describe('a session of the JSON API', () => {
  const call = async (path: string, body?: unknown) =>
    (await sandbox.json('POST', `/sandbox/sessions${path}`, body)).body;
  const eventOf = async (sessionId: string) => {
    const { body } = await sandbox.json('GET', `/sandbox/events?session=${sessionId}`);
    const [event] = (body as { items: { id: string }[] }).items;
    const one = await sandbox.json('GET', `/sandbox/events/${event?.id ?? ''}`);
    const text = (one.body as { body: string }).body;
    return JSON.parse(text) as { type: string; created: number; data: { object: Record<string, unknown> } };
  };

  it('expires with the shopper’s e-mail and consent, then is recovered and paid', async () => {
    const { sessionId } = (await call('')) as { sessionId: string };
    await call(`/${sessionId}/expire`, { email: 'ada@example.com', optIn: true, at: '2026-02-14T14:23:05Z' });
    const expired = await eventOf(sessionId);
    expect(expired).toMatchObject({
      type: 'checkout.session.expired',
      created: Date.parse('2026-02-14T14:23:05Z') / 1_000,
      data: {
        object: {
          status: 'expired',
          payment_status: 'unpaid',
          consent: { promotions: 'opt_in' },
          customer_details: { email: 'ada@example.com' },
          after_expiration: {
            recovery: { enabled: true, url: `${sandbox.url}/recover/${sessionId}`, expires_at: expect.any(Number) },
          },
        },
      },
    });

    const again = (await call(`/${sessionId}/recover`)) as { sessionId: string; recoveredFrom: string };
    expect(again.recoveredFrom).toBe(sessionId);
    await call(`/${again.sessionId}/pay`);
    expect(await eventOf(again.sessionId)).toMatchObject({
      type: 'checkout.session.completed',
      data: { object: { recovered_from: sessionId, payment_status: 'paid', amount_total: 4_300 } },
    });
  });

  it('expires untouched without e-mail and consent', async () => {
    const { sessionId } = (await call('')) as { sessionId: string };
    await call(`/${sessionId}/expire`);
    expect((await eventOf(sessionId)).data.object).toMatchObject({
      customer_details: null,
      consent: { promotions: 'opt_out' },
    });
    expect(await call(`/${sessionId}/expire`)).toMatchObject({ status: 400 });
  });

  it('keeps an e-mail that the shop set', async () => {
    const { sessionId } = (await call('', { email: 'grace@example.com' })) as { sessionId: string };
    await call(`/${sessionId}/expire`, { email: 'ada@example.com' });
    expect((await eventOf(sessionId)).data.object).toMatchObject({ customer_details: { email: 'grace@example.com' } });
  });
});
