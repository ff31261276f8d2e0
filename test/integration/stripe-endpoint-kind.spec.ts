import { ConnectionsReadModel } from '@daybook/screens';
import { expect, it } from '@jest/globals';
import { useParts } from '../support/parts.js';
import { aStripeEvent } from '../support/stripe.js';
import { useStripeInbox } from '../support/stripe-inbox.js';

const parts = useParts();
const { receive } = useStripeInbox(parts);

const thin = (type: string, more: object = {}) =>
  JSON.stringify({
    ...{ id: `evt_${crypto.randomUUID()}`, object: 'v2.core.event', type, created: '2026-02-23T14:23:00.000Z' },
    ...{ livemode: false, related_object: { id: 'cs_1', type: 'checkout.session', url: '/v1/checkout/sessions/cs_1' } },
    ...more,
  });

const entries = () =>
  parts.rows(
    `select message, level, resolved_at is not null as is_resolved from activity_log
     where event_type = 'webhook.unusable' order by id`,
  );
const warning = async () =>
  (await parts.get(ConnectionsReadModel).list()).find(({ name }) => name === 'stripe')?.warning;
const message =
  'Stripe sends thin events to this address: choose "snapshot" for the endpoint, or delete it if there is a "snapshot" one';

it('tells once that an endpoint sends thin events, where connections are shown too, until one can be used; again the next day', async () => {
  await receive(thin('v1.checkout.session.completed'));
  await receive(thin('v1.billing.meter.error_report_triggered', { data: null }));
  await receive(thin('v2.core.account.updated', { related_object: null, created: null }));
  expect(await entries()).toEqual([{ message, level: 'warning', is_resolved: false }]);
  expect(await warning()).toBe(message);
  expect(await parts.rows('select distinct state from webhook_event')).toEqual([{ state: 'ignored' }]);

  await receive(aStripeEvent());
  expect(await entries()).toEqual([{ message, level: 'warning', is_resolved: true }]);
  expect(await warning()).toBeNull();

  await receive(thin('v1.checkout.session.completed'));
  expect(await entries()).toMatchObject([{ is_resolved: true }]);
  await parts.rows(`update activity_log set dedupe_key = 'yesterday' where event_type = 'webhook.unusable'`);
  await receive(thin('v1.checkout.session.completed'));
  expect(await entries()).toMatchObject([{ is_resolved: true }, { is_resolved: false }]);
});
