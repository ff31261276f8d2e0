import { loadSettings } from '@daybook/config';
import { Database } from '@daybook/database';
import { expect, it } from '@jest/globals';
import { useParts } from '../../../test/support/parts.js';
import { StripeClient } from './stripe-client.js';

const parts = useParts();

it('refuses to be used inside a transaction', async () => {
  const stripe = new StripeClient(loadSettings({ DATABASE_URL: parts.databaseUrl, STRIPE_SECRET_KEY: 'sk_test_1' }));
  expect(stripe.api).toBeDefined();
  await expect(parts.get(Database).transaction(async () => stripe.api.refunds.list())).rejects.toThrow(
    'Stripe was called inside a transaction',
  );
});
