import { expect, it } from '@jest/globals';
import pg from 'pg';
import { useParts } from '../../../test/support/parts.js';
import { aStripeEvent, stripeSignature } from '../../../test/support/stripe.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { WebhookIntake } from './webhook-intake.js';
import { WebhookSources } from './webhook-source.js';

const parts = useParts();

it('accepts a webhook only once it is stored', async () => {
  const body = aStripeEvent();
  const locker = new pg.Client(parts.databaseUrl);
  await locker.connect();
  await locker.query('begin; lock table webhook_event in access exclusive mode');
  const outcomes: string[] = [];
  const source = parts.get(WebhookSources).get('stripe');
  const accepted = parts
    .get(WebhookIntake)
    .receive(source, Buffer.from(body), { 'stripe-signature': stripeSignature(body) })
    .then(({ outcome }) => outcomes.push(outcome));
  await waitFor(async () => {
    const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    return (await locker.query(waiting)).rowCount === 1;
  });

  expect(outcomes).toEqual([]);
  await locker.query('commit');
  await locker.end();
  await accepted;
  expect(outcomes).toEqual(['accepted']);
  expect(await parts.rows('select state from webhook_event')).toEqual([{ state: 'pending' }]);
});
