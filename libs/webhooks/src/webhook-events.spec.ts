import { beforeAll, expect, it } from '@jest/globals';
import { useParts } from '../../../test/support/parts.js';
import { statementsOf } from '../../../test/support/statements-of.js';
import { InboxWriter } from './inbox-writer.js';
import { WebhookEvents } from './webhook-events.js';

const parts = useParts();
const events = () => parts.get(WebhookEvents);

beforeAll(async () => {
  for (const [eventId, source] of [
    ['evt_1', 'stripe'],
    ['evt_2', 'stripe'],
    ['evt_3', 'printify'],
  ] as const) {
    const webhook = { source, eventId, type: 'ping', occurredAt: new Date(), body: Buffer.from(`{"of":"${eventId}"}`) };
    await parts.get(InboxWriter).store(webhook);
  }
  await parts.rows(`update webhook_event set state = 'failed' where event_id = 'evt_2'`);
});

it('lists webhooks newest first without reading their bodies', async () => {
  const statements = await statementsOf(async () => {
    const { items } = await events().list({ limit: 10 });
    expect(items.map(({ eventId }) => eventId)).toEqual(['evt_3', 'evt_2', 'evt_1']);
  });

  expect(statements.map(({ text }) => text)).toEqual([expect.not.stringContaining('body')]);
});

it('lists the failed ones of a source', async () => {
  const { items } = await events().list({ limit: 10, source: 'stripe', state: 'failed' });

  expect(items.map(({ eventId }) => eventId)).toEqual(['evt_2']);
});

it('returns a body as it arrived', async () => {
  const [failed] = (await events().list({ limit: 1, state: 'failed' })).items;

  expect(await events().findBody(failed?.id ?? '')).toBe('{"of":"evt_2"}');
  expect(await events().findBody('00000000-0000-7000-8000-000000000000')).toBeNull();
});

it('finds the latest webhook of each source that has sent one', async () => {
  const latest = await events().findLatest(['stripe', 'printify', 'resend']);

  expect(Object.fromEntries([...latest].map(([source, { state }]) => [source, state]))).toEqual({
    stripe: 'failed',
    printify: 'pending',
  });
});

it('replays a webhook with all its attempts', async () => {
  const [failed] = (await events().list({ limit: 1, state: 'failed' })).items;

  expect(await events().replay(failed?.id ?? '', 'Ada')).toEqual({ ...failed, state: 'pending', attempts: 0 });
});
