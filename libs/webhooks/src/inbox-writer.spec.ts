import { beforeEach, describe, expect, it } from '@jest/globals';
import { useParts } from '../../../test/support/parts.js';
import { statementsOf } from '../../../test/support/statements-of.js';
import { aStripeEvent, stripeSignature } from '../../../test/support/stripe.js';
import { InboxWriter } from './inbox-writer.js';
import { WebhookIntake } from './webhook-intake.js';
import { WebhookSources } from './webhook-source.js';

const parts = useParts();

const aWebhook = (eventId: string) => ({
  source: 'stripe' as const,
  eventId,
  type: 'checkout.session.completed',
  occurredAt: new Date(),
  body: Buffer.from('{}'),
});
const stored = async () =>
  (await parts.rows<{ event_id: string }>('select event_id from webhook_event order by event_id')).map(
    ({ event_id }) => event_id,
  );

describe('storing webhooks', () => {
  beforeEach(() => parts.clear());

  it('costs one statement before the answer', async () => {
    const body = aStripeEvent();
    const headers = { 'stripe-signature': stripeSignature(body) };
    const source = parts.get(WebhookSources).get('stripe');
    const statements = await statementsOf(() => parts.get(WebhookIntake).receive(source, Buffer.from(body), headers));

    expect(statements.map(({ text }) => text.trim().split(' ', 3).join(' '))).toEqual(['insert into webhook_event']);
  });

  it('batches webhooks that arrive during a statement into the next', async () => {
    const writer = parts.get(InboxWriter);
    const ids = Array.from({ length: 60 }, (_, n) => `evt_${String(n).padStart(2, '0')}`);
    const statements = await statementsOf(() => Promise.all(ids.map((id) => writer.store(aWebhook(id)))));

    // without the nudge of the test before, which may go out only now
    expect(statements.filter(({ text }) => text.includes('insert into webhook_event'))).toHaveLength(2);
    expect(await stored()).toEqual(ids);
  });

  it('stores a webhook once that arrives twice, in one statement or later', async () => {
    const writer = parts.get(InboxWriter);
    await Promise.all(['evt_0', 'evt_1', 'evt_1', 'evt_1'].map((id) => writer.store(aWebhook(id))));
    await writer.store(aWebhook('evt_0'));

    expect(await stored()).toEqual(['evt_0', 'evt_1']);
  });

  it('stores the 99 others of a batch when PostgreSQL refuses one', async () => {
    const writer = parts.get(InboxWriter);
    const ids = Array.from({ length: 100 }, (_, n) => `evt_${String(n).padStart(2, '0')}`);
    const results = await Promise.allSettled(
      [...ids.slice(0, 50), 'evt_\0', ...ids.slice(50)].map((id) => writer.store(aWebhook(id))),
    );

    expect(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([50]);
    expect(await stored()).toEqual(ids);
  });

  it('rejects every webhook of a failed statement and continues with the next', async () => {
    const writer = parts.get(InboxWriter);
    await parts.rows('alter table webhook_event rename to gone');
    const results = await Promise.allSettled(['evt_0', 'evt_1', 'evt_2'].map((id) => writer.store(aWebhook(id))));
    await parts.rows('alter table gone rename to webhook_event');
    await writer.store(aWebhook('evt_3'));

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await stored()).toEqual(['evt_3']);
  });
});
