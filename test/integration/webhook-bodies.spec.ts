import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebhookSourceName } from '@daybook/contract';
import { InboxWorker, WebhookIntake, WebhookSources } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mailWebhookSettings, sent } from '../support/mail-services.js';
import { useParts } from '../support/parts.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';

const secret = '5eed5eed';
const parts = useParts({
  PRINTIFY_TOKEN: 'token',
  PRINTIFY_SHOP_ID: '1',
  PRINTIFY_WEBHOOK_SECRET: secret,
  PRINTFUL_TOKEN: 'token',
  PRINTFUL_STORE_ID: '1',
  PRINTFUL_WEBHOOK_SECRET: secret,
  ...mailWebhookSettings,
});
beforeEach(async () => {
  await parts.clear();
  // the order that the providers' events are about
  await parts.rows(`
    with placed as (
      insert into customer_order (id, number, status, currency, total, customer_name, customer_email, checkout_session_id, placed_at)
      values (gen_random_uuid(), 'SS-1', 'submitted', 'GBP', 100, '', '', 'cs_1', now()) returning id)
    insert into fulfilment (id, order_id, provider, provider_order_id, external_id, status, submitted_at)
    select gen_random_uuid(), id, provider, provider_order_id, provider_order_id, 'submitted', now()
    from placed, (values ('printify', '5a96f649b2439217d070f507'), ('printful', '4235')) submitted (provider, provider_order_id)`);
});

type Json = Record<string, unknown>;
interface Signed {
  body: Buffer;
  headers: Record<string, string>;
}

const hmac = (key: string | Buffer, body: Buffer) => createHmac('sha256', key).update(body).digest('hex');

/** Signs any bytes as the source would. Mailgun signs inside the body, so only JSON objects can be signed as its own. */
const sign: Record<Exclude<WebhookSourceName, 'mailgun'>, (body: Buffer) => Signed> = {
  stripe: (body) => ({ body, headers: { 'stripe-signature': stripeSignature(body) } }),
  printify: (body) => ({ body, headers: { 'x-pfy-signature': `sha256=${hmac(secret, body)}` } }),
  printful: (body) => ({ body, headers: { 'x-pf-webhook-signature': hmac(Buffer.from(secret, 'hex'), body) } }),
  postmark: (body) => ({ body, headers: sent('postmark', {}).headers }),
  resend: (body) => {
    const seconds = Math.floor(Date.now() / 1_000);
    const key = Buffer.from('cmVzZW5kLXNlY3JldA==', 'base64');
    const signature = createHmac('sha256', key)
      .update(`msg_${hmac('', body)}.${seconds}.`)
      .update(body)
      .digest('base64');
    return {
      body,
      headers: {
        'svix-id': `msg_${hmac('', body)}`,
        'svix-timestamp': String(seconds),
        'svix-signature': `v1,${signature}`,
      },
    };
  },
};

/** A genuine event of each kind that has an effect here, and one that has none. */
const genuine: Record<WebhookSourceName, Json[]> = {
  stripe: [
    ...['checkout.session.completed', 'checkout.session.expired'].map((type) =>
      parsed(aStripeEvent({ type, id: 'evt_1' })),
    ),
    {
      ...parsed(aStripeEvent({ type: 'refund.updated' })),
      data: {
        object: {
          id: 're_1',
          amount: 100,
          currency: 'gbp',
          created: 1,
          payment_intent: 'pi_1',
          status: 'failed',
          failure_reason: 'lost_or_stolen_card',
        },
      },
    },
    {
      ...parsed(aStripeEvent({ type: 'charge.dispute.created' })),
      data: {
        object: {
          id: 'dp_1',
          amount: 100,
          currency: 'gbp',
          charge: 'ch_1',
          payment_intent: 'pi_1',
          reason: 'fraudulent',
          status: 'needs_response',
          evidence_details: { due_by: 1_800_000_000 },
        },
      },
    },
    { id: 'evt_1', type: 'ping', created: 1, data: { object: {} } },
  ],
  printify: [
    'order-updated',
    'order-shipment-created',
    'order-shipment-delivered',
    'order-created',
    'product-deleted',
  ].map((name) => fixture(`printify/${name}`)),
  printful: [
    'shipment-sent',
    'shipment-delivered',
    'shipment-returned',
    'order-updated',
    'order-failed',
    'order-put-hold',
    'order-canceled',
    'order-refunded',
  ].map((name) => fixture(`printful/${name}`)),
  postmark: ['hard-bounce', 'spam-complaint', 'delivery'].map((name) => fixture(`postmark/${name}`)),
  mailgun: ['failed-permanent', 'complained', 'delivered'].map((name) => fixture(`mailgun/${name}`)),
  resend: ['bounced', 'complained', 'delivered'].map((name) => fixture(`resend/${name}`)),
};

function fixture(name: string): Json {
  return parsed(readFileSync(join(import.meta.dirname, '../fixtures', `${name}.json`), 'utf8'));
}

function parsed(text: string): Json {
  return JSON.parse(text) as Json;
}

/** Bodies that are no events at all. */
const noEvents: Record<string, string | Buffer> = {
  empty: ' ',
  'no JSON': 'hello',
  'cut off': '{"id":"evt_1","type":',
  null: 'null',
  'a list': '[]',
  'a list of events': '[{"id":"evt_1","type":"ping"}]',
  'a number': '1e400',
  'a text': '"evt_1"',
  'an empty object': '{}',
  'not UTF-8': Buffer.from([0x7b, 0xff, 0x7d]),
  'a byte order mark': '\ufeff{}',
  'a NUL': '{"id":"evt_1","type":"ping"}\0',
  'deeply nested': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'deeply nested objects': `${'{"data":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
};

/** Values that few fields expect, set in every kind of event. */
const strangeValues: Record<string, unknown> = {
  absent: undefined,
  null: null,
  'NULs, lone surrogates and marks': 'a\0\ud800\u202eb\udc00\r\n<b>',
};

/** More of them, set in one kind. */
const strangerValues: Record<string, unknown> = {
  'a number': 7,
  'a negative fraction': -0.5,
  'too large a number': 1e300,
  true: true,
  'a list': [[]],
  'an object': { toString: 1, __proto__: null },
  empty: '',
  'a huge text': 'x'.repeat(70_000),
};

/** The event with each of its fields, at any depth, set to the value; one body for each. */
function* withEachField(event: Json, value: unknown): Generator<Json> {
  for (const path of pathsIn(event)) {
    const changed = structuredClone(event);
    const parent = path.slice(0, -1).reduce<Json>((object, key) => object[key] as Json, changed);
    const last = path.at(-1) ?? '';
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
    yield changed;
  }
}

function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsIn(inner).map((path) => [key, ...path])]);
}

/** Receives them all and processes what is due, once. */
async function receiveAll(source: WebhookSourceName, webhooks: Signed[]): Promise<void> {
  const receiver = parts.get(WebhookSources).get(source);
  const outcomes = await Promise.all(
    webhooks.map(({ body, headers }) => parts.get(WebhookIntake).receive(receiver, body, headers)),
  );
  expect(outcomes.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
  await parts.get(InboxWorker).sweep();
}

/** Every body has its row, and the row its end; what failed says why, in one attempt, and in the feed. */
async function expectAnEndForEach(bodies: Buffer[]): Promise<void> {
  const rows = await parts.rows<{
    body: Buffer;
    type: string;
    state: string;
    attempts: number;
    last_error: string | null;
  }>('select body, type, state, attempts, last_error from webhook_event');
  const stored = new Set(rows.map(({ body }) => body.toString('base64')));
  expect(bodies.filter((body) => !stored.has(body.toString('base64')))).toEqual([]);
  const unfinished = rows.filter(({ state }) => state === 'pending');
  expect(unfinished.map(({ type, last_error, body }) => [type, last_error, body.toString().slice(0, 2_000)])).toEqual(
    [],
  );
  const failed = rows.filter(({ state }) => state === 'failed');
  expect(failed.filter(({ attempts, last_error }) => attempts !== 1 || !last_error)).toEqual([]);
  const [{ told, lost } = {}] = await parts.rows<{ told: number; lost: number }>(`
    select (select count(*)::int from activity_log where event_type = 'webhook.failed') as told,
      (select coalesce(sum(value), 0)::int from metric_counter where name = 'entries_lost') as lost`);
  expect([told, lost]).toEqual([failed.length, 0]);
}

/** Signs the event under an id of its own, so that each is stored. */
function signed(source: WebhookSourceName, event: Json): Signed {
  if (source === 'mailgun') {
    const { body, headers } = sent('mailgun', event);
    return { body: Buffer.from(body), headers };
  }
  return sign[source](Buffer.from(JSON.stringify(event)));
}

const idField: Partial<Record<WebhookSourceName, string>> = {
  stripe: 'id',
  printify: 'id',
  postmark: 'ID',
  printful: 'n',
};
let made = 0;
function withOwnId(source: WebhookSourceName, event: Json): Json {
  const field = idField[source];
  made += 1;
  if (field === undefined) return event;
  const { [field]: id = '' } = event;
  return typeof id === 'object' ? event : { ...event, [field]: `${made}-${JSON.stringify(id)}` };
}

const sources = Object.keys(genuine) as WebhookSourceName[];

describe('a rightly signed webhook that is no event', () => {
  it.each(sources.filter((source) => source !== 'mailgun'))('of %s is kept and fails with a reason', async (source) => {
    const webhooks = Object.values(noEvents).map((body) => sign[source](Buffer.from(body)));
    await receiveAll(source, webhooks);

    await expectAnEndForEach(webhooks.map(({ body }) => body));
    expect(
      await parts.rows(`select type, state from webhook_event where type <> 'unreadable' or state <> 'failed'`),
    ).toEqual([]);
  });
});

describe('a rightly signed webhook with a field that is', () => {
  const cases = sources.flatMap((source) => [
    ...Object.entries(strangeValues).map(([name, value]) => [name, source, value, genuine[source]] as const),
    ...Object.entries(strangerValues).map(
      ([name, value]) => [name, source, value, genuine[source].slice(0, 1)] as const,
    ),
  ]);

  it.each(cases)('%s, from %s, is kept and comes to an end', async (_, source, value, events) => {
    const bodies = events.flatMap((event) => [...withEachField(event, value)]);
    const webhooks = bodies.map((event) => signed(source, withOwnId(source, event)));
    await receiveAll(source, webhooks);

    await expectAnEndForEach(webhooks.map(({ body }) => body));
  });

  it('there twice, counts as its last value', async () => {
    const event = aStripeEvent({ id: 'evt_last', session: { id: 'cs_twice' } });
    const body = Buffer.from(event.replace('{', '{"id":"evt_first","type":"ping",'));
    await receiveAll('stripe', [sign.stripe(body)]);

    expect(await parts.rows('select event_id, type, state from webhook_event')).toEqual([
      { event_id: 'evt_last', type: 'checkout.session.completed', state: 'processed' },
    ]);
  });
});
