import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { startReceiver } from '../test/receiver.js';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  sandbox = await startSandbox();
  receiver = await startReceiver();
});
afterAll(async () => {
  await sandbox.stop();
  await receiver.close();
});
beforeEach(async () => {
  receiver.forget();
  for (const { id } of (await endpoints().list()).data.slice(0, -1)) await endpoints().del(id);
});

const endpoints = () => sandbox.stripe.webhookEndpoints;
const create = (enabled_events: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ['*']) =>
  endpoints().create({ url: receiver.url, enabled_events, metadata: { made_by: 'a test' } });
const placeOrder = () => sandbox.json('POST', '/sandbox/orders', {});

it('makes an endpoint, and shows its secret only then', async () => {
  const { secret, ...endpoint } = await create(['refund.created', 'refund.created']);
  expect(secret).toMatch(/^whsec_\w{48}$/);
  expect(endpoint).toMatchObject({
    ...{ object: 'webhook_endpoint', url: receiver.url, status: 'enabled', enabled_events: ['refund.created'] },
    ...{ api_version: Stripe.API_VERSION, metadata: { made_by: 'a test' } },
  });
  expect(await endpoints().retrieve(endpoint.id)).toEqual(endpoint);
  expect((await endpoints().list()).data).toEqual([
    endpoint,
    expect.objectContaining({ url: 'http://localhost:3000/webhooks/stripe', enabled_events: ['*'] }),
  ]);
});

it('sends it the events that it asks for, signed with its secret', async () => {
  await create(['charge.refunded']);
  const { secret = '' } = await create(['checkout.session.completed']);
  await placeOrder();

  const { body, signature } = await receiver.one();
  expect(Stripe.webhooks.constructEvent(body, signature, secret)).toMatchObject({ type: 'checkout.session.completed' });
  expect(receiver.received).toHaveLength(1);
});

it('changes and deletes it, and sends it nothing more', async () => {
  const [disabled, deleted, moved] = [await create(), await create(), await create(['refund.created'])];
  expect(await endpoints().update(disabled.id, { disabled: true, metadata: { more: 'yes' } })).toMatchObject({
    ...{ status: 'disabled', enabled_events: ['*'], metadata: { made_by: 'a test', more: 'yes' } },
  });
  expect(await endpoints().del(deleted.id)).toEqual({ id: deleted.id, object: 'webhook_endpoint', deleted: true });
  const url = `${receiver.origin}/moved`;
  expect(
    await endpoints().update(moved.id, { url, enabled_events: ['checkout.session.completed'] }),
  ).not.toHaveProperty('secret');

  await placeOrder();
  await receiver.one();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/moved']);
});

it('refuses what Stripe refuses', async () => {
  await expect(endpoints().create({ url: 'shop.example', enabled_events: ['*'] })).rejects.toThrow('Invalid url');
  await expect(endpoints().create({ url: receiver.url, enabled_events: [] })).rejects.toThrow('enabled_events');
  await expect(endpoints().update('we_unknown', { disabled: true })).rejects.toMatchObject({ statusCode: 404 });
  for (let count = 1; count < 16; count++) await create();
  await expect(create()).rejects.toThrow('You have reached the maximum of 16 test webhook endpoints.');
});
