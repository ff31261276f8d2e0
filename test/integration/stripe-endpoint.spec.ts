import { demoOrderRequest } from '../../apps/sandbox/src/stripe/demo-shop.js';
import { Database } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { enqueueRegisterEndpoint } from '@daybook/payments';
import { ConnectionsReadModel } from '@daybook/screens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import { startApi } from '../support/daybook.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { withBody } from '../support/recording-proxy.js';
import { useSandbox } from '../support/sandbox.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const url = 'https://shop.example/webhooks/stripe';
const events = [
  ...['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
  ...['checkout.session.async_payment_failed', 'checkout.session.expired'],
  ...['refund.created', 'refund.updated', 'refund.failed', 'charge.refunded'],
  ...['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed'],
  ...['review.opened', 'review.closed', 'radar.early_fraud_warning.created'],
];
const mayNot = {
  status: 403,
  body: {
    error: {
      type: 'invalid_request_error',
      message: "The provided key 'rk_test_***' does not have the required permissions for this endpoint.",
    },
  },
};

const sandbox = useSandbox();
const settings = () => ({ PUBLIC_URL: 'https://shop.example', ...sandbox.settings, STRIPE_WEBHOOK_SECRET: '' });
const parts = useParts(settings);
const jobs = useJobs(parts);

const register = (requestId = randomUUID()) => jobs.run('register-endpoint', { requestId });
/** Made through the API, newest first. */
const atStripe = () => sandbox.services.stripeEndpoints.list().filter(({ url: at }) => !at.includes('localhost'));
const addAtStripe = (change: { metadata?: Record<string, string>; enabled_events?: string[] } = {}) =>
  sandbox.services.stripeEndpoints.create({ url, enabled_events: events, metadata: {}, ...change });
const changeAtStripe = (change: { url?: string; enabled_events?: string[]; disabled?: boolean }) =>
  sandbox.services.stripeEndpoints.update(atStripe()[0]?.id ?? '', change);
const removeAtStripe = () => sandbox.services.stripeEndpoints.delete(atStripe()[0]?.id ?? '');
const calls = () => sandbox.stripe.requestLines.map((line) => line.replace(/we_\w+/, 'ID'));
const changes = () => calls().filter((line) => !line.startsWith('GET'));
const kept = async (of = parts) =>
  (
    await of.rows<{ url: string | null; secret: string | null; failure: string | null }>(
      `select url, secret, failure from webhook_registration where source = 'stripe'`,
    )
  )[0];
const made = 'POST /v1/webhook_endpoints';
const mended = 'POST /v1/webhook_endpoints/ID';

beforeEach(() => parts.rows('delete from webhook_registration'));

describe('the endpoint at Stripe', () => {
  it('is made once, with the API version of Stripe’s library and the events that Daybook reads', async () => {
    await register();
    await register();

    expect(changes()).toEqual([made]);
    expect(atStripe()).toMatchObject([{ url, api_version: Stripe.API_VERSION, enabled_events: events }]);
    expect(await kept()).toEqual({ url, secret: expect.stringMatching(/^whsec_/), failure: null });
  });

  it.each([
    ['has fewer events', () => changeAtStripe({ enabled_events: events.slice(1) })],
    ['has more events', () => changeAtStripe({ enabled_events: [...events, 'payout.paid'] })],
    ['is disabled', () => changeAtStripe({ disabled: true })],
    [
      'leads to the address that Daybook had before',
      async () => {
        changeAtStripe({ url: 'https://old.example/webhooks/stripe' });
        await parts.rows(`update webhook_registration set url = 'https://old.example/webhooks/stripe'`);
      },
    ],
  ])('is mended and keeps its secret when it %s', async (_how, change) => {
    await register();
    const before = await kept();
    await change();

    await register();
    await register();
    expect(changes()).toEqual([made, mended]);
    expect(atStripe()).toMatchObject([{ url, status: 'enabled', enabled_events: events }]);
    expect(await kept()).toEqual(before);
  });

  it('is left to another Daybook that has the same database and leads it elsewhere, and Settings says so', async () => {
    await register();
    changeAtStripe({ url: 'https://other.example/webhooks/stripe' });

    await register();
    expect(changes()).toEqual([made]);
    expect(atStripe()).toMatchObject([{ url: 'https://other.example/webhooks/stripe' }]);
    expect((await kept())?.failure).toBe(
      'our endpoint at Stripe leads to https://other.example/webhooks/stripe: if another Daybook uses it, set STRIPE_WEBHOOK_SECRET here; otherwise delete it there',
    );
  });

  it('is made anew when it is gone at Stripe', async () => {
    await register();
    const before = await kept();
    removeAtStripe();

    await register();
    expect(atStripe()).toHaveLength(1);
    expect(await kept()).toEqual({ url, secret: expect.stringMatching(/^whsec_/), failure: null });
    expect((await kept())?.secret).not.toBe(before?.secret);
  });

  it('is the same with the same secret when its maker dies before that is stored, and another attempt follows', async () => {
    const requestId = randomUUID();
    await register(requestId);
    const before = await kept();
    await parts.rows('delete from webhook_registration');

    await register(requestId);
    await register();
    expect(atStripe()).toHaveLength(1);
    expect(await kept()).toEqual(before);
    expect(changes()).toEqual([made, made]);
  });

  it('is asked for by one job at a time, also while one waits for its next attempt', async () => {
    const enqueue = () => parts.get(Database).transaction((tx) => enqueueRegisterEndpoint(tx, parts.get(JobQueue)));
    await parts.rows(`delete from pgboss.job where name = 'register-endpoint'`);
    await enqueue();
    await parts.rows(`update pgboss.job set state = 'retry', retry_count = 1 where name = 'register-endpoint'`);
    await enqueue();
    const enqueued = await parts.rows<{ count: number }>(
      `select count(*)::int as count from pgboss.job where name = 'register-endpoint'`,
    );
    expect(enqueued).toEqual([{ count: 1 }]);
    await parts.rows(`delete from pgboss.job where name = 'register-endpoint'`);
  });

  it.each([
    ['is lost', () => parts.rows('delete from webhook_registration')],
    ['never came, because the answer was lost', () => parts.rows('update webhook_registration set secret = null')],
  ])('is made anew when its secret %s, and the former one is deleted once the new one is there', async (_how, lose) => {
    await register();
    await lose();

    await register();
    await register();
    expect(calls().filter((line) => line.startsWith('POST') || line.startsWith('DELETE'))).toEqual([
      ...[made, made, 'DELETE /v1/webhook_endpoints/ID'],
    ]);
    expect(atStripe()).toHaveLength(1);
    await register();
    expect(changes()).toHaveLength(3);
  });

  it('that somebody else made for this address is left alone, and Daybook says so; beside a disabled one it makes its own', async () => {
    addAtStripe({ enabled_events: ['payout.paid'] });
    const before = atStripe();

    await register();
    expect(changes()).toEqual([]);
    expect(atStripe()).toEqual(before);
    expect((await kept())?.failure).toBe(
      'another endpoint at Stripe leads to this address: set STRIPE_WEBHOOK_SECRET to its secret, or delete it there',
    );

    changeAtStripe({ disabled: true });
    await register();
    await register();
    expect(changes()).toEqual([made]);
    expect(atStripe()).toHaveLength(2);
    expect(await kept()).toMatchObject({ url, failure: null });
  });

  it('at another address is left alone, whoever made it', async () => {
    addAtStripe({ metadata: { made_by: 'daybook' } });
    changeAtStripe({ url: 'https://other.example/webhooks/stripe' });

    await register();
    await register();
    expect(atStripe().map((one) => one.url)).toEqual([url, 'https://other.example/webhooks/stripe']);
  });

  it.each(['GET', 'POST'])('is missed, with what to do, while the key may not %s it', async (method) => {
    sandbox.stripe.once(new RegExp(`^${method} .*webhook_endpoints$`), mayNot);

    expect(await register()).toEqual({ outcome: 'done' });
    expect(await kept()).toEqual({
      url: null,
      secret: null,
      failure:
        'STRIPE_SECRET_KEY may not create webhook endpoints: allow that at Stripe, or add the endpoint yourself and set STRIPE_WEBHOOK_SECRET',
    });
    await register();
    expect(await kept()).toMatchObject({ url, failure: null });
  });

  it('keeps its secret while Stripe refuses a change, and Stripe’s reason is shown', async () => {
    await register();
    const before = await kept();
    changeAtStripe({ disabled: true });
    sandbox.planFault({ service: 'stripe', kind: 'reject', operation: 'webhooks', reason: 'Invalid URL.' });

    await register();
    expect(await kept()).toEqual({ ...before, failure: 'Invalid URL.' });
  });
});

describe('an api that runs when the endpoint is made', () => {
  let api: NestExpressApplication;
  let address: string;
  beforeAll(async () => {
    api = await startApi(parts.databaseUrl, settings());
    address = await api.getUrl();
  });
  afterAll(() => api.close());

  const post = async (secret: string) => {
    const body = aStripeEvent();
    const headers = { 'stripe-signature': stripeSignature(body, { secret }) };
    return (await fetch(`${address}/webhooks/stripe`, { method: 'POST', headers, body })).status;
  };

  it('answers 503 before it is made, and then accepts what Stripe signs with its secret, and nothing else', async () => {
    await waitFor(async () => (await post('whsec_forged')) === 503);
    await register();
    await waitFor(async () => (await post('whsec_forged')) === 400);
    expect(await parts.rows('select 1 from webhook_event')).toEqual([]);

    changeAtStripe({ url: `${address}/webhooks/stripe` });
    const { checkout } = sandbox.services.demoShop.placeOrder(demoOrderRequest.parse({}));
    await waitFor(async () => (await parts.rows('select 1 from webhook_event')).length > 0);
    const [stored] = await parts.rows<{ body: Buffer }>('select body from webhook_event');
    expect(stored?.body.toString()).toContain(checkout.session.id);
    expect(await post((await kept())?.secret ?? '')).toBe(200);
  });
});

describe('an endpoint whose secret is in the settings', () => {
  const owners = useParts(() => ({ ...settings(), STRIPE_WEBHOOK_SECRET: 'whsec_of_the_owner' }));
  const ownersJobs = useJobs(owners);
  const compare = () => ownersJobs.run('register-endpoint', { requestId: randomUUID() });
  beforeEach(() => owners.rows('delete from webhook_registration'));

  it.each([
    ['is as it should be', () => undefined, null],
    ['gets every event', () => changeAtStripe({ enabled_events: ['*'] }), null],
    ['has an older version', () => answerWith('2022-08-01'), null],
    ['has the account’s version', () => answerWith(null), null],
    [
      'tells refunds by themselves only',
      () => changeAtStripe({ enabled_events: events.filter((event) => event !== 'charge.refunded') }),
      null,
    ],
    [
      'tells refunds by their charge only',
      () => changeAtStripe({ enabled_events: events.filter((event) => !event.startsWith('refund.')) }),
      null,
    ],
    [
      'leaves events out',
      () => changeAtStripe({ enabled_events: events.slice(0, -2) }),
      'your endpoint at Stripe does not send review.closed and radar.early_fraud_warning.created: add them there',
    ],
    ['is disabled', () => changeAtStripe({ disabled: true }), 'your endpoint at Stripe is disabled: enable it there'],
    [
      'has a version that Daybook does not read',
      () => answerWith('2020-08-27'),
      'your endpoint at Stripe has the API version 2020-08-27, older than 2022: add one with 2026-10-28.endive',
    ],
    ['is gone', () => removeAtStripe(), 'Stripe has no endpoint for this address, though STRIPE_WEBHOOK_SECRET is set'],
  ])('is only compared: one that %s', async (_how, change, failure) => {
    addAtStripe();
    change();
    const before = atStripe();

    expect(await compare()).toEqual({ outcome: 'done' });
    expect(await kept(owners)).toEqual({ url: failure === null ? url : null, secret: null, failure });
    expect(changes()).toEqual([]);
    expect(atStripe()).toEqual(before);
  });

  const answerWith = (api_version: string | null) =>
    sandbox.stripe.once(
      /^GET/,
      withBody((body: { data: object[] }) => ({ ...body, data: body.data.map((one) => ({ ...one, api_version })) })),
    );

  it('is no matter where the key may not see it', async () => {
    await owners.rows(`insert into webhook_registration (source, failure) values ('stripe', 'of a former key')`);
    sandbox.stripe.once(/^GET/, mayNot);

    expect(await compare()).toEqual({ outcome: 'done' });
    expect(await kept(owners)).toBeUndefined();
  });

  it('leaves the secret of the one that Daybook made before valid, as long as that exists', async () => {
    await register();
    const { secret } = (await kept()) ?? {};
    await owners.rows(
      `insert into webhook_registration (source, url, secret, fingerprint, registered_at)
       values ('stripe', $1, $2, $3, now())`,
      [url, secret, atStripe()[0]?.id],
    );
    await compare();
    expect(await kept(owners)).toEqual({ url, secret, failure: null });

    removeAtStripe();
    addAtStripe();
    await compare();
    expect(await kept(owners)).toEqual({ url, secret: null, failure: null });
  });
});

describe('the settings page', () => {
  const stripe = async () => (await parts.get(ConnectionsReadModel).list()).find(({ name }) => name === 'stripe');

  it('shows Stripe’s registration as it does those of the providers, and misses the secret until then', async () => {
    const missing = ['STRIPE_WEBHOOK_SECRET'];
    await waitFor(async () => (await stripe())?.missing.length === 1);
    expect(await stripe()).toMatchObject({ state: 'incomplete', missing, registration: null });

    await register();
    await waitFor(async () => (await stripe())?.state === 'ready');
    expect(await stripe()).toMatchObject({ missing: [], registration: { url, failure: null } });
  });
});
