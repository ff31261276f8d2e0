import { expect, it } from '@jest/globals';
import pg from 'pg';
import { useParts } from '../../../test/support/parts.js';
import { aStripeEvent, stripeSignature } from '../../../test/support/stripe.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { WebhookIntake } from './webhook-intake.js';
import { WebhookSources } from './webhook-sources.js';

const parts = useParts();

it('accepts a webhook once it is stored, not before', async () => {
  const body = aStripeEvent();
  const holder = new pg.Client(parts.databaseUrl);
  await holder.connect();
  await holder.query('begin; lock table webhook_event in access exclusive mode');
  const answers: string[] = [];
  const source = parts.get(WebhookSources).get('stripe');
  const accepted = parts
    .get(WebhookIntake)
    .accept(source, Buffer.from(body), { 'stripe-signature': stripeSignature(body) })
    .then(({ outcome }) => answers.push(outcome));
  await waitFor(async () => {
    const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    return (await holder.query(waiting)).rowCount === 1;
  });

  expect(answers).toEqual([]);
  await holder.query('commit');
  await holder.end();
  await accepted;
  expect(answers).toEqual(['accepted']);
  expect(await parts.rows('select state from webhook_event')).toEqual([{ state: 'pending' }]);
});
