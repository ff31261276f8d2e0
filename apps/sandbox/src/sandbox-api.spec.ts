import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

describe('the JSON API', () => {
  it('places the default order without being told anything', async () => {
    const { status, body } = await sandbox.json('POST', '/sandbox/orders');
    expect(status).toBe(201);
    expect(body).toEqual({
      sessionId: expect.stringMatching(/^cs_test_/),
      eventIds: [expect.stringMatching(/^evt_/)],
    });
  });

  it('sells what is asked for, with the goods named in the product’s metadata', async () => {
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

  it('says what is wrong with a request, field by field', async () => {
    const { status, type, body } = await sandbox.json('POST', '/sandbox/orders', { payment: 'cash', name: '' });
    expect(status).toBe(400);
    expect(type).toMatch('application/problem+json');
    expect((body as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual(['name', 'payment']);
  });

  it('answers 404 for an event it does not know', async () => {
    expect(await sandbox.json('POST', '/sandbox/events/evt_1/deliver', { mode: 'again' })).toMatchObject({
      status: 404,
      type: expect.stringMatching('application/problem\\+json'),
    });
  });
});
