import { RejectedWebhooks } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';
import { aStripeEvent, stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

const daybook = useDaybook();

const count = async (table: string) =>
  (await daybook.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n;
const untilProcessed = () =>
  waitFor(async () => (await daybook.rows(`select 1 from webhook_event where state = 'pending'`)).length === 0);

describe('a webhook', () => {
  beforeEach(async () => {
    await daybook.clear();
  });

  it('received 20 times, half of them at once, has one effect and 20 successful responses', async () => {
    const body = aStripeEvent();
    const statuses: number[] = [];
    for (let n = 0; n < 10; n += 1) statuses.push((await daybook.postStripeWebhook(body)).status);
    const atOnce = await Promise.all(Array.from({ length: 10 }, () => daybook.postStripeWebhook(body)));
    statuses.push(...atOnce.map(({ status }) => status));
    await untilProcessed();

    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
    expect([await count('webhook_event'), await count('customer_order'), await count('activity_log')]).toEqual([
      1, 1, 1,
    ]);
  });

  it('is one of two events about the same checkout, which place one order', async () => {
    const session = { id: 'cs_the_same' };
    await Promise.all([
      daybook.postStripeWebhook(aStripeEvent({ session })),
      daybook.postStripeWebhook(aStripeEvent({ session })),
    ]);
    await untilProcessed();

    expect([await count('webhook_event'), await count('customer_order'), await count('activity_log')]).toEqual([
      2, 1, 1,
    ]);
  });

  const body = aStripeEvent();
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const refused: [string, number, () => Promise<Response>][] = [
    [
      'forged',
      400,
      () => daybook.postStripeWebhook(body, { 'stripe-signature': stripeSignature(body, { secret: 'whsec_forged' }) }),
    ],
    [
      'stale',
      400,
      () => daybook.postStripeWebhook(body, { 'stripe-signature': stripeSignature(body, { at: minutesAgo(10) }) }),
    ],
    ['unsigned', 400, () => daybook.postStripeWebhook(body, { 'stripe-signature': '' })],
    ['of 2 MiB', 413, () => daybook.postStripeWebhook('x'.repeat(2 * 1_048_576))],
  ];

  it.each(refused)('that is %s gets %d as problem+json, and nothing is stored', async (_, status, send) => {
    const response = await send();

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status, detail: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(await count('webhook_event')).toBe(0);
  });

  it.each([
    ['not JSON', 'hello', 'its body is not understood (not JSON)'],
    ['with a NUL byte', `${body}\0`, 'its body is not understood (not JSON)'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'its body is not UTF-8'],
  ])(
    'that is rightly signed but %s is answered 200, stored as it came, and fails with a reason',
    async (_, sent, reason) => {
      const response = await daybook.postStripeWebhook(sent);
      await untilProcessed();

      expect(response.status).toBe(200);
      expect(await daybook.rows('select type, state, attempts, last_error, body from webhook_event')).toEqual([
        { type: 'unreadable', state: 'failed', attempts: 1, last_error: reason, body: Buffer.from(sent) },
      ]);
      expect(await daybook.rows(`select message from activity_log where event_type = 'webhook.failed'`)).toEqual([
        { message: expect.stringMatching(`could not be processed: ${reason.replaceAll(/[()]/g, '.')}$`) },
      ]);
    },
  );

  it('with an id that PostgreSQL cannot store is stored under another, once', async () => {
    const strange = aStripeEvent({ id: 'evt_\0', session: { id: 'cs_1' } });
    expect((await daybook.postStripeWebhook(strange)).status).toBe(200);
    expect((await daybook.postStripeWebhook(strange)).status).toBe(200);
    await untilProcessed();

    expect(await daybook.rows('select event_id, state from webhook_event')).toEqual([
      { event_id: expect.stringMatching(/^[0-9a-f]{64}$/), state: 'processed' },
    ]);
  });

  it('for an unknown source gets 404', async () => {
    expect((await fetch(`${daybook.address}/webhooks/paypal`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('with a bad signature is counted, and recorded in one entry that accumulates', async () => {
    const rejected = daybook.api.get(RejectedWebhooks);
    await rejected.flush();
    await daybook.rows('truncate activity_log');
    const forge = () =>
      daybook.postStripeWebhook(body, { 'stripe-signature': stripeSignature(body, { secret: 'whsec_forged' }) });
    const messages = () => daybook.rows('select message, level, order_id from activity_log');

    await Promise.all(Array.from({ length: 13 }, forge));
    expect(await messages()).toEqual([]);
    await rejected.flush();
    await daybook.postStripeWebhook(body, { 'stripe-signature': stripeSignature(body, { at: minutesAgo(10) }) });
    await rejected.flush();
    await rejected.flush();

    expect(await messages()).toEqual([
      { message: '14 Stripe webhooks rejected: bad signature, stale signature', level: 'warning', order_id: null },
    ]);
  });

  it('that cannot be processed is retried, recorded after its last attempt, and fixed by a replay', async () => {
    const id = 'evt_unprocessable';
    await daybook.rows('alter table customer_order add constraint no_order check (false) not valid');
    await daybook.postStripeWebhook(aStripeEvent({ id }));
    const row = async () =>
      (
        await daybook.rows<{ state: string; attempts: number }>(
          'select state, attempts from webhook_event where event_id = $1',
          [id],
        )
      )[0];
    await waitFor(async () => (await row())?.attempts === 1);
    expect(await row()).toMatchObject({ state: 'pending' });

    await daybook.rows('update webhook_event set attempts = 7, next_attempt_at = now()');
    await daybook.postStripeWebhook(aStripeEvent({ type: 'ping' }));
    await waitFor(async () => (await row())?.state === 'failed');
    const open = `select message from activity_log where event_type = 'webhook.failed' and resolved_at is null`;
    expect(await daybook.rows(open)).toEqual([
      { message: expect.stringMatching(/^Stripe webhook evt_unprocessable could not be processed: /) },
    ]);

    await daybook.rows('alter table customer_order drop constraint no_order');
    const cookie = await daybook.signIn();
    const failed = await daybook.ask<{ items: [{ id: string; eventId: string }] }>(
      cookie,
      '/api/webhooks?state=failed',
    );
    expect(failed.items.map(({ eventId }) => eventId)).toEqual([id]);
    await daybook.ask(cookie, `/api/webhooks/${failed.items[0].id}/replay`, { method: 'POST' });
    await untilProcessed();

    expect(await daybook.rows(open)).toEqual([]);
    expect(await count('customer_order')).toBe(1);
    expect(await daybook.rows(`select resolved_by from activity_log where event_type = 'webhook.failed'`)).toEqual([
      { resolved_by: { by: 'person', name: 'Owner' } },
    ]);
  });
});
