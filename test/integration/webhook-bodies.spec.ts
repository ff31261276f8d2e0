import { createHmac } from 'node:crypto';
import type { WebhookSourceName } from '@daybook/contract';
import { InboxWorker, WebhookIntake, WebhookSources } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  genuineEvents,
  mailId,
  payment,
  providerOrderIds,
  type GenuineEvent,
  type Json,
} from '../support/genuine-webhooks.js';
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
  // quicker than emptying every table
  const tables = ['activity_log', 'webhook_event', 'mail_message', 'customer_order', 'abandoned_cart', 'pgboss.job'];
  const suppressed = ['reminder_suppression', 'unsubscribed_address', 'metric_counter'];
  await parts.rows([...tables, ...suppressed].map((table) => `delete from ${table}`).join('; '));
  await parts.rows(
    `with placed as (
       insert into customer_order (id, number, status, currency, total, customer_name, customer_email, checkout_session_id,
         payment_intent_id, charge_id, placed_at)
       values (gen_random_uuid(), 'SS-1', 'submitted', 'GBP', 4300, '', '', 'cs_1', $1, $2, now()) returning id),
     made as (
       insert into fulfilment (id, order_id, provider, provider_order_id, external_id, status, submitted_at)
       select gen_random_uuid(), id, provider, provider_order_id, provider_order_id, 'submitted', now()
       from placed, (values ('printify', $3), ('printful', $4)) submitted (provider, provider_order_id))
     insert into mail_message (id, kind, order_id, to_address, state, sent_at)
     select $5, 'confirmation', id, 'customer@example.com', 'sent', now() from placed`,
    [payment.payment_intent, payment.charge, providerOrderIds.printify, providerOrderIds.printful, mailId],
  );
});

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

/** Values that few fields expect. */
const strangeValues: unknown[] = [
  'a\0\ud800\u202eb\udc00\r\n<b>',
  7,
  -0.5,
  1e300,
  true,
  [[]],
  { toString: 1, __proto__: null },
  '',
  'x'.repeat(70_000),
];

/**
 * Events of a type, each with one field, at any depth, that is missing or strange. The types of a source take turns with the
 * values, because many share their fields; what all have around their content, the first has for all.
 */
function* withOddFields(source: WebhookSourceName, make: GenuineEvent, turn: number): Generator<Json> {
  const isContent = (path: string[]) => path.length > 1 || source === 'postmark';
  const paths = pathsIn(make(0)).filter((path) => turn === 0 || isContent(path));
  let made = 0;
  for (const [index, path] of paths.entries())
    for (const values of [[undefined, null], strangeValues]) {
      made += 1;
      yield withField(make(made), path, values[(index + turn) % values.length]);
    }
}

function withField(event: Json, path: string[], value: unknown): Json {
  const changed = structuredClone(event);
  const parent = path.slice(0, -1).reduce<Json>((object, key) => object[key] as Json, changed);
  const last = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return changed;
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

function signed(source: WebhookSourceName, event: Json): Signed {
  if (source !== 'mailgun') return sign[source](Buffer.from(JSON.stringify(event)));
  const { body, headers } = sent('mailgun', event);
  return { body: Buffer.from(body), headers };
}

const sources = Object.keys(genuineEvents) as WebhookSourceName[];

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

describe('a rightly signed webhook with a field that is absent, null or strange', () => {
  const types = sources.flatMap((source) =>
    Object.entries(genuineEvents[source]).map(([type, make], turn) => ({ source, type, make, turn })),
  );

  it.each(types)('is kept and comes to an end: $type of $source', async ({ source, type, make, turn }) => {
    const webhooks = [make(0), ...withOddFields(source, make, turn)].map((event) => signed(source, event));
    await receiveAll(source, webhooks);

    await expectAnEndForEach(webhooks.map(({ body }) => body));
    const genuine = await parts.rows('select type, state from webhook_event where body = $1', [webhooks[0]?.body]);
    expect(genuine).toEqual([{ type: expect.stringMatching(new RegExp(`^${type}(\\.|$)`)), state: 'processed' }]);
  });

  it.each(sources)('is one of every type whose content is read, for %s', (source) => {
    const { eventTypes } = parts.get(WebhookSources).get(source);
    expect(types.filter((one) => one.source === source).map(({ type }) => type)).toEqual(
      expect.arrayContaining([...eventTypes]),
    );
  });
});

it('a rightly signed webhook with a field that is there twice counts as its last value', async () => {
  const event = aStripeEvent({ id: 'evt_last', session: { id: 'cs_twice' } });
  const body = Buffer.from(event.replace('{', '{"id":"evt_first","type":"ping",'));
  await receiveAll('stripe', [sign.stripe(body)]);

  expect(await parts.rows('select event_id, type, state from webhook_event')).toEqual([
    { event_id: 'evt_last', type: 'checkout.session.completed', state: 'processed' },
  ]);
});
